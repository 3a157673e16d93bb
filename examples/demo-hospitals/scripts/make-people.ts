/**
 * Makes the committed people of the three demo hospitals from nothing but Synthea's seeds.
 *
 *   node scripts/make-people.ts --work <empty folder> [--twice]
 *
 * Needs Java 17 and Maven; takes about five minutes. `--twice` generates the population again and
 * fails unless both are byte-identical. See README.md for what is kept and why.
 */
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { PROVIDERS } from '../src/people/providers.ts'
import { assignOrganizations } from './assign-organizations.ts'
import { choosePeople } from './choose-people.ts'
import { readPopulation } from './read-population.ts'
import { fetchSynthea, generatePopulation, hashFolder } from './synthea.ts'
import { writeSources } from './write-sources.ts'

const { values } = parseArgs({
  options: {
    work: { type: 'string' },
    twice: { type: 'boolean', default: false },
    population: { type: 'string' },
  },
})
if (values.work === undefined) throw new Error('Name a work folder: --work <folder>')

const workFolder = resolve(values.work)
const bundles = values.population ?? (await freshPopulation())
const population = await readPopulation(resolve(bundles))
const assignment = assignOrganizations(population)
const chosen = choosePeople(population, assignment)
const sources = writeSources(population, assignment, chosen)

const dataFolder = join(import.meta.dirname, '..', 'data')
for (const provider of PROVIDERS) {
  const lines = `${sources.records[provider].map((record) => JSON.stringify(record)).join('\n')}\n`
  await writeFile(join(dataFolder, `${provider}.ndjson.gz`), gzipSync(lines, { level: 9 }))
  console.log(`${provider}: ${sources.records[provider].length} resources`)
}
await writeFile(join(dataFolder, 'people.json'), `${JSON.stringify(sources.people, null, 2)}\n`)
await writeFile(
  join(dataFolder, 'assignment.json'),
  `${JSON.stringify(sources.assignment, null, 2)}\n`,
)

async function freshPopulation(): Promise<string> {
  await fetchSynthea(workFolder)
  const first = await generatePopulation(workFolder, 'first')
  if (values.twice) {
    const second = await generatePopulation(workFolder, 'second')
    const [a, b] = [await hashFolder(first), await hashFolder(second)]
    if (a !== b) throw new Error(`Two runs differ: ${a} and ${b}`)
    console.log(`two runs are byte-identical: ${a}`)
  }
  return first
}
