/** Compares the error codes of the sources with docs/errors.md: each needs why and how to solve. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './tool.ts'

/** Names that look like codes and are settings of the environment. */
const SETTINGS: ReadonlySet<string> = new Set(['MEDREC_CONFIG', 'MEDREC_GETH', 'MEDREC_REQUIRE'])

function codesOfSources(): ReadonlySet<string> {
  const files = globSync('{packages,examples}/*/src/**/*.{ts,tsx}', { cwd: ROOT })
  const codes = files
    .filter((file) => !/\.test\.tsx?$|[/\\]generated[/\\]/.test(file))
    .flatMap((file) => codesIn(readFileSync(join(ROOT, file), 'utf8')))
  return new Set(codes.filter((code) => !SETTINGS.has(code)))
}

/** A code stands in a string or is the key of a table; in a comment it is only spoken of. */
function codesIn(text: string): readonly string[] {
  const matches = text.matchAll(/['"`](MEDREC_[A-Z0-9_]+)['"`]|^\s*(MEDREC_[A-Z0-9_]+):/gm)
  return [...matches].map((match) => match[1] ?? match[2] ?? '')
}

/** The codes of the page, with what each section lacks. */
function sectionsOfPage(): ReadonlyMap<string, readonly string[]> {
  const page = readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8')
  const sections = page.split(/^### /m).slice(1)
  return new Map(
    sections.map((section) => {
      const missing = ['**Why.**', '**How to solve.**'].filter((part) => !section.includes(part))
      return [/^MEDREC_[A-Z0-9_]+/.exec(section)?.[0] ?? section.slice(0, 40), missing]
    }),
  )
}

const codes = codesOfSources()
const sections = sectionsOfPage()
const faults = [
  ...[...codes].filter((code) => !sections.has(code)).map((code) => `${code} is not documented`),
  ...[...sections.keys()].filter((code) => !codes.has(code)).map((code) => `${code} is not thrown`),
  ...[...sections].flatMap(([code, missing]) => missing.map((part) => `${code} lacks ${part}`)),
]
for (const fault of faults) console.error(`docs/errors.md: ${fault}`)
console.log(`${codes.size} error codes, ${faults.length} faults in docs/errors.md`)
process.exitCode = faults.length > 0 ? 1 : 0
