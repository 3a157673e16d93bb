import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Resource } from '@medplum/fhirtypes'
import type { Provider } from './providers.ts'

/** Everything one provider knows, as Synthea wrote it; references are `Type/<Synthea's id>`. */
export type Source = {
  readonly all: readonly Resource[]
  /** All of one type, oldest first where they have a date. */
  of<Type extends Resource['resourceType']>(type: Type): readonly OfType<Type>[]
  /** What a reference points to, if this provider has it. */
  find<Type extends Resource['resourceType']>(
    type: Type,
    reference: string | undefined,
  ): OfType<Type> | undefined
}

/** A resource of one type, with the id that all of ours have. */
export type OfType<Type extends Resource['resourceType']> = Extract<
  Resource,
  { resourceType: Type }
> & { readonly id: string }

/** The folder of the committed data. */
export const DATA_FOLDER = join(import.meta.dirname, '..', '..', 'data')

/** Reads the committed records of one provider. */
export async function readSource(provider: Provider): Promise<Source> {
  const packed = await readFile(join(DATA_FOLDER, `${provider}.ndjson.gz`))
  const lines = (await promisify(gunzip)(packed)).toString('utf8').trimEnd().split('\n')
  // Our own committed file: a test holds its hash and what refers to what.
  return sourceOf(lines.map((line) => JSON.parse(line) as Resource))
}

function sourceOf(all: readonly Resource[]): Source {
  const byReference = new Map(
    all.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]),
  )
  return {
    all,
    of: (type) =>
      all
        .filter((resource) => isOf(resource, type))
        .sort((a, b) => compare(dateOf(a), dateOf(b)) || compare(a.id, b.id)),
    find: (type, reference) => {
      const found = byReference.get(reference ?? '')
      return found !== undefined && isOf(found, type) ? found : undefined
    },
  }
}

function isOf<Type extends Resource['resourceType']>(
  resource: Resource,
  type: Type,
): resource is OfType<Type> {
  return resource.resourceType === type && resource.id !== undefined
}

/** When a record is about; '' for what has no date. */
export function dateOf(resource: Resource): string {
  switch (resource.resourceType) {
    case 'Encounter':
      return resource.period?.start ?? ''
    case 'Condition':
      return resource.onsetDateTime ?? ''
    case 'Procedure':
      return resource.performedPeriod?.start ?? resource.performedDateTime ?? ''
    case 'Observation':
    case 'DiagnosticReport':
    case 'MedicationAdministration':
      return resource.effectiveDateTime ?? ''
    case 'MedicationRequest':
      return resource.authoredOn ?? ''
    case 'Immunization':
      return resource.occurrenceDateTime ?? ''
    case 'AllergyIntolerance':
      return resource.recordedDate ?? ''
    case 'DocumentReference':
      return resource.date ?? ''
    case 'ImagingStudy':
      return resource.started ?? ''
    default:
      return ''
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
