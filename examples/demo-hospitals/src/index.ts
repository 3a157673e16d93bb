import { join } from 'node:path'

export { buildClinicDatabase, type ClinicDatabaseOptions } from './clinic/build-clinic-database.ts'
export { type OmopOptions, type OmopServer, startOmop } from './omop/start-omop.ts'
export { type DemoPerson, demoPeople, deskQueryOf, richPerson } from './people/demo-people.ts'
export { PROVIDER_NAMES, PROVIDERS, type Provider } from './people/providers.ts'
export { FolderInUseError } from './process/folder-lock.ts'
export type { Listening } from './process/run-as-process.ts'
export {
  startUpstreamFhir,
  type UpstreamFhirOptions,
  type UpstreamFhirServer,
} from './upstream-fhir/start-upstream-fhir.ts'

/** Entry file of the OMOP database's process; its one argument is {@link OmopOptions} as JSON. */
export const omopProgram: string = join(import.meta.dirname, 'omop', 'process.ts')

/** Entry file of the FHIR server's process; its one argument is `UpstreamFhirOptions` as JSON. */
export const upstreamFhirProgram: string = join(import.meta.dirname, 'upstream-fhir', 'process.ts')
