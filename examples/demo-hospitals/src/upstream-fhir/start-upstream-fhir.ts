import Fastify from 'fastify'
import { z } from 'zod'
import { readSource } from '../people/source.ts'
import type { Listening } from '../process/run-as-process.ts'
import { harborResources } from './harbor-resources.ts'
import { PatientRepository } from './patient-repository.ts'
import { addRoutes } from './routes.ts'
import { indexSearchDefinitions } from './search-definitions.ts'

export type UpstreamFhirOptions = {
  /** On the loopback interface; 0 takes a free one. */
  readonly port: number
  /** Writing is refused unless this is false; what is written lasts as long as the process. */
  readonly isReadOnly?: boolean | undefined
}

export type UpstreamFhirServer = Listening & {
  /** `http://localhost:<port>`; records are below it without a further path. */
  readonly baseUrl: string
}

const TYPES = [
  'Patient',
  'Encounter',
  'Condition',
  'Observation',
  'DiagnosticReport',
  'DocumentReference',
  'MedicationRequest',
  'MedicationAdministration',
  'Medication',
  'Immunization',
  'AllergyIntolerance',
  'Procedure',
  'ImagingStudy',
  'CarePlan',
  'CareTeam',
  'Device',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
] as const

const addressSchema = z.object({ port: z.int() })

/**
 * Starts the specialty center's FHIR R4 server: the library's router over records in memory, made
 * whole with a capability statement, `next` links, refusals of what it does not know, and a switch
 * that refuses writing.
 */
export async function startUpstreamFhir(options: UpstreamFhirOptions): Promise<UpstreamFhirServer> {
  const definitions = indexSearchDefinitions(TYPES)
  const repository = new PatientRepository()
  for (const resource of harborResources(await readSource('harbor'))) {
    await repository.createResource(resource)
  }
  const server = Fastify({ forceCloseConnections: true })
  addRoutes(server, { definitions, repository, isReadOnly: options.isReadOnly ?? true })
  await server.listen({ host: 'localhost', port: options.port })
  const { port } = addressSchema.parse(server.server.address())
  return {
    port,
    baseUrl: `http://localhost:${port}`,
    [Symbol.asyncDispose]: () => server.close(),
  }
}
