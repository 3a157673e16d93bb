import type {
  CapabilityStatement,
  CapabilityStatementRestResourceSearchParam,
} from '@medplum/fhirtypes'
import { PROVIDER_NAMES } from '../people/providers.ts'
import type { SearchDefinitions } from './search-definitions.ts'

/** Says what the server can do; the library alone has no such statement. */
export function capabilityStatement(
  definitions: SearchDefinitions,
  isReadOnly: boolean,
): CapabilityStatement {
  const reading = [{ code: 'read' as const }, { code: 'search-type' as const }]
  const writing = [{ code: 'create' as const }, { code: 'update' as const }]
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-01',
    kind: 'instance',
    software: { name: `FHIR server of ${PROVIDER_NAMES.harbor}` },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        resource: [...definitions].map(([type, parameters]) => ({
          // The keys are the types that were indexed.
          type: type as 'Patient',
          interaction: isReadOnly ? reading : [...reading, ...writing, { code: 'delete' as const }],
          searchParam: [...parameters.values()].map(
            ({ code, type: kind }): CapabilityStatementRestResourceSearchParam => ({
              name: code,
              type: kind,
            }),
          ),
        })),
      },
    ],
  }
}
