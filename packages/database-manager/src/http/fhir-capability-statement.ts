import type {
  CapabilityStatement,
  CapabilityStatementRestResource,
  CapabilityStatementRestResourceSearchParam,
} from '@medplum/fhirtypes'
import { PATIENT_TYPES, type PatientType, SHARED_TYPES } from '@medrec/protocol'
import { INCLUDES } from '../access/includes.ts'
import { SEARCH_TABLES } from './fhir-search-table.ts'

/**
 * Says what this server offers, from the tables that the routes themselves read.
 *
 * @param types what the silo behind it can answer
 */
export function capabilityStatement(options: {
  readonly name: string
  readonly origin: string
  readonly types: readonly string[]
}): CapabilityStatement {
  const { name, origin, types } = options
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-23',
    kind: 'instance',
    software: { name: 'MedRec Database Manager' },
    implementation: { description: name, url: `${origin}/fhir` },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        security: {
          description:
            'Sign in with Ethereum at /auth/token (RFC 8693), then a DPoP proof on each request (RFC 9449).',
        },
        resource: [
          ...PATIENT_TYPES.filter((type) => types.includes(type)).map(patientResource),
          ...SHARED_TYPES.filter((type) => types.includes(type)).map(
            (type): CapabilityStatementRestResource => ({
              type,
              interaction: [{ code: 'read' }],
              documentation:
                'Readable when a resource that the reader may see now refers to it, after that was served in this session; or by _include.',
            }),
          ),
        ],
      },
    ],
  }
}

function patientResource(type: PatientType): CapabilityStatementRestResource {
  const includes = Object.keys(INCLUDES[type]).map((name) => `${type}:${name}`)
  return {
    type,
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    ...(includes.length === 0 ? {} : { searchInclude: includes }),
    searchParam: searchParameters(type),
  }
}

function searchParameters(type: PatientType): CapabilityStatementRestResourceSearchParam[] {
  const { patient, code, date } = SEARCH_TABLES[type]
  return [
    ...patient.map((name) => ({ name, type: 'reference' as const })),
    { name: '_id', type: 'token' },
    ...(code === undefined ? [] : [{ name: code, type: 'token' as const }]),
    ...(date === undefined ? [] : [{ name: date, type: 'date' as const }]),
    ...(type === 'Patient' ? [] : [{ name: '_tag', type: 'token' as const }]),
  ]
}
