/** Changes in one place of what a node answered. */

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** Names of fields and numbers of items, from the outside in. */
type Path = readonly string[]

/** The way to each text in it. */
export function pathsOf(json: Json, path: Path = []): readonly Path[] {
  if (typeof json === 'string') return [path]
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([name, value]) => pathsOf(value, [...path, name]))
}

/** What stands there. */
export function at(json: unknown, path: Path): unknown {
  return path.reduce((value, name) => (value as Record<string, unknown>)[name], json)
}

/** A copy with something else there. */
export function put(json: unknown, path: Path, value: unknown): unknown {
  const copy = structuredClone(json)
  const parent = at(copy, path.slice(0, -1)) as Record<string, unknown>
  parent[path.at(-1) ?? ''] = value
  return copy
}

/** A copy with another text there. */
export function changed(json: unknown, path: Path, change: (text: string) => string): unknown {
  return put(json, path, change(at(json, path) as string))
}

/** Another hexadecimal digit somewhere behind the prefix. */
export function otherDigit(text: string, where: number, by: number): string {
  const index = 2 + (where % (text.length - 2))
  const digit = Number.parseInt(text.charAt(index), 16) ^ by
  return `${text.slice(0, index)}${digit.toString(16)}${text.slice(index + 1)}`
}
