import type { Resource } from '@medplum/fhirtypes'
import { isPatientType, isSharedType } from '@medrec/protocol'

/** A literal reference inside the silo, taken apart. */
export type SiloReference = { readonly type: string; readonly key: string }

/** Takes a literal reference apart; undefined for URLs, versions, fragments and other forms. */
export function parseReference(text: string): SiloReference | undefined {
  const [, type, key] = LITERAL.exec(text) ?? []
  return type === undefined || key === undefined ? undefined : { type, key }
}

const LITERAL = /^([A-Z][A-Za-z]+)\/([\x21-\x2e\x30-\x7e]{1,64})$/

/** Lists the literal references anywhere in a resource, each once, of the types that are served. */
export function referencesIn(resource: Resource): SiloReference[] {
  const found = new Map<string, SiloReference>()
  visit(resource, (text) => {
    const reference = parseReference(text)
    if (reference === undefined) return
    if (isPatientType(reference.type) || isSharedType(reference.type)) found.set(text, reference)
  })
  return [...found.values()]
}

/** Lists the literal references at paths such as `participant.individual`. */
export function referencesAt(resource: Resource, paths: readonly string[]): SiloReference[] {
  return paths
    .flatMap((path) => valuesAt(resource, path.split('.')))
    .flatMap((value) => {
      const text = isObject(value) ? value.reference : undefined
      const reference = typeof text === 'string' ? parseReference(text) : undefined
      return reference === undefined ? [] : [reference]
    })
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function visit(value: unknown, see: (reference: string) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, see)
  } else if (isObject(value)) {
    const { reference } = value
    if (typeof reference === 'string') see(reference)
    for (const inner of Object.values(value)) visit(inner, see)
  }
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path))
  const [head, ...rest] = path
  if (head === undefined) return [value]
  return isObject(value) ? valuesAt(value[head], rest) : []
}
