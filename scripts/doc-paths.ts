/** Checks that every path and link of the documents leads somewhere. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from './tool.ts'

const FOLDERS = '(?:packages|examples|scripts|vectors|docs|bench)/'

/** Relative links, and paths in code spans that start at the root. */
function pathsIn(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) =>
    join(dirname(file), match[1] ?? ''),
  )
  const spans = [...text.matchAll(new RegExp(`\`(${FOLDERS}[^\`\\s*<]*)\``, 'g'))]
  return [...links, ...spans.map((match) => match[1] ?? '')]
}

/** Written by a command, so that they may be absent. */
const MADE = /^bench\/results\//

let faults = 0
for (const file of globSync(['*.md', 'docs/**/*.md', 'vectors/*.md'], { cwd: ROOT })) {
  for (const path of pathsIn(file)) {
    if (MADE.test(path) || existsSync(join(ROOT, path))) continue
    faults += 1
    console.error(`${file}: ${path} is not there`)
  }
}
console.log(`${faults} dead paths in the documents`)
process.exitCode = faults > 0 ? 1 : 0
