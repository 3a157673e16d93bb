import { beforeAll, describe, expect, it } from 'vitest'
import { clinicRows } from '../src/clinic/clinic-rows.ts'
import { omopRows } from '../src/omop/omop-rows.ts'
import { demoPeople } from '../src/people/demo-people.ts'
import { PROVIDERS, type Provider } from '../src/people/providers.ts'
import { readSource } from '../src/people/source.ts'
import type { Row } from '../src/rows/row-maker.ts'
import { harborResources } from '../src/upstream-fhir/harbor-resources.ts'

/** What each silo holds, as the text of all its cells or elements. */
const cells: Record<Provider, Set<string>> = {
  riverside: new Set(),
  lakeside: new Set(),
  harbor: new Set(),
}
const sourceIds = new Set<string>()

beforeAll(async () => {
  const sources = await Promise.all(PROVIDERS.map((provider) => readSource(provider)))
  for (const { all } of sources) for (const { id } of all) sourceIds.add(id ?? '')
  const [riverside, lakeside, harbor] = sources
  if (riverside === undefined || lakeside === undefined || harbor === undefined) return
  addCells(cells.riverside, clinicRows(riverside))
  addCells(cells.lakeside, omopRows(lakeside))
  JSON.stringify(harborResources(harbor), (_, value: unknown) => {
    if (typeof value === 'string') for (const part of value.split(/[/|]/)) cells.harbor.add(part)
    return value
  })
})

function addCells(into: Set<string>, tables: ReadonlyMap<string, readonly Row[]>): void {
  for (const rows of tables.values()) {
    for (const row of rows) for (const value of Object.values(row)) into.add(String(value))
  }
}

describe('the three silos', () => {
  it('know no record by the id it was made under', () => {
    expect(sourceIds.size).toBeGreaterThan(10_000)
    for (const provider of PROVIDERS) {
      expect([...sourceIds].filter((id) => cells[provider].has(id))).toEqual([])
    }
  })

  it('share no number of a person or a practitioner', () => {
    const isNumber = (text: string) =>
      /^(?:[A-Z-]{1,4}\d{6,}|RF-\d+|W\d{9}|\d{3}-\d{2}-\d{4}|\d{3}-\d{3}-\d{4}|99999\d{5})$/.test(
        text,
      )
    for (const [a, b] of [
      ['riverside', 'lakeside'],
      ['lakeside', 'harbor'],
      ['harbor', 'riverside'],
    ] as const) {
      const numbers = [...cells[a]].filter(isNumber)
      expect(numbers.length).toBeGreaterThan(24)
      expect(numbers.filter((text) => cells[b].has(text))).toEqual([])
    }
  })

  it('give each person a record number of their own', () => {
    const numbers = demoPeople().flatMap((person) => Object.values(person.recordNumbers))
    expect(new Set(numbers).size).toBe(72)
  })
})
