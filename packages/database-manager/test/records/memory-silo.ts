import type { Resource } from '@medplum/fhirtypes'
import { PATIENT_TYPES, type Sensitivity, SHARED_TYPES } from '@medrec/protocol'
import type { Silo, SiloRow } from '../../src/silo/silo.ts'
import { compareRows, isWanted, toRow } from '../../src/silo/silo-row.ts'

/** A row for {@link memorySilo}; `resource.id` is its key. */
export function row(
  resource: Resource,
  patientKeys: readonly string[],
  more: { readonly date?: string; readonly sensitivities?: readonly Sensitivity[] } = {},
): SiloRow {
  const { date = '2020-01-01', sensitivities = [] } = more
  return toRow({ key: resource.id ?? '', date, patientKeys, resource, sensitivities })
}

/**
 * A silo of rows in memory, narrowed as the real ones are, for what no real one shows: a row of
 * each kind and sensitivity, and, through `lie`, rows that were not asked for.
 */
export function memorySilo(
  rows: readonly SiloRow[],
  lie: (rows: readonly SiloRow[]) => readonly SiloRow[] = (honest) => honest,
): Silo {
  const find = (type: string, key: string) =>
    rows.find((candidate) => candidate.type === type && candidate.key === key)
  return {
    capabilities: {
      name: 'memory',
      types: [...PATIENT_TYPES, ...SHARED_TYPES],
      declaresSensitivityRules: true,
      paging: 'scan',
    },
    async search(query) {
      const wanted = rows.filter((candidate) => isWanted(candidate, query))
      return lie(wanted.toSorted(compareRows).slice(0, query.count))
    },
    read: async (type, key) => lie([find(type, key)].filter((found) => found !== undefined))[0],
    readShared: async (type, key) => find(type, key),
    findPatients: async () => [],
    patientFacts: async () => undefined,
    check: async () => {},
    async [Symbol.asyncDispose]() {},
  }
}
