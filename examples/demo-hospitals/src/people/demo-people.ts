import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Provider } from './providers.ts'
import { DATA_FOLDER } from './source.ts'

/** A person who has records at all three demo hospitals. Made by Synthea: nobody lives who this is. */
export type DemoPerson = {
  /** `person-01` to `person-24`; our own name for them, in no silo. */
  readonly id: string
  /** YYYY-MM-DD */
  readonly birthDate: string
  /** The name as each provider wrote it. For two people they differ by a letter. */
  readonly names: Readonly<Record<Provider, string>>
  /** The record number each provider gave. OMOP keeps no names: there this is what finds a person. */
  readonly recordNumbers: Readonly<Record<Provider, string>>
  /** The one with laboratory, medications, allergies, imaging and documents enough for a story. */
  readonly isRich: boolean
}

/** Lists the 24 people, always in the same order. */
export function demoPeople(): readonly DemoPerson[] {
  const text = readFileSync(join(DATA_FOLDER, 'people.json'), 'utf8')
  return z.array(personSchema).parse(JSON.parse(text))
}

/** The one person of {@link demoPeople} with the rich story. */
export function richPerson(): DemoPerson {
  const person = demoPeople().find(({ isRich }) => isRich)
  if (person === undefined) throw new TypeError('data/people.json names nobody as rich')
  return person
}

/**
 * What a provider's desk searches to find a person. An OMOP database keeps no names: there it is the
 * record number.
 */
export function deskQueryOf(
  { names, recordNumbers, birthDate }: DemoPerson,
  provider: Provider,
): { readonly name: string; readonly birthDate: string } {
  return { name: provider === 'lakeside' ? recordNumbers.lakeside : names[provider], birthDate }
}

const perProvider = z.strictObject({
  riverside: z.string(),
  lakeside: z.string(),
  harbor: z.string(),
})
const personSchema = z.strictObject({
  id: z.string(),
  birthDate: z.iso.date(),
  names: perProvider,
  recordNumbers: perProvider,
  isRich: z.boolean(),
})
