import { join } from 'node:path'
import { buildClinicDatabase, omopProgram, upstreamFhirProgram } from '@medrec/demo-hospitals'
import { startChildProgram } from './child-program.ts'
import type { ProviderSlug } from './demo-providers.ts'
import type { Ports } from './ports.ts'
import type { StateFolder } from './state-folder.ts'

/** How a Database Manager reaches the database behind it, as its configuration says it. */
export type SiloSettings = Readonly<Record<string, string>>

/** The databases that stood at the providers before MedRec came. Disposing of them closes them. */
export type Hospitals = AsyncDisposable & {
  readonly silos: Readonly<Record<ProviderSlug, SiloSettings>>
}

/** Fills the three databases at the first start, and starts those that are servers. */
export async function startHospitals(state: StateFolder, ports: Ports): Promise<Hospitals> {
  await using starting = new AsyncDisposableStack()
  const clinicFile = join(state.hospitalFolder('riverside'), 'clinic.sqlite')
  const omop = { folder: state.hospitalFolder('lakeside'), port: ports.omop }
  const upstream = { port: ports.upstreamFhir }
  const [, lakeside, harbor] = await Promise.all([
    buildClinicDatabase({ file: clinicFile }),
    startChildProgram({
      name: 'The OMOP database of Lakeside General Hospital',
      entry: omopProgram,
      args: [JSON.stringify(omop)],
      logFile: state.logFile('omop-database'),
    }).then((program) => starting.use(program)),
    startChildProgram({
      name: 'The FHIR server of Harbor Specialty Center',
      entry: upstreamFhirProgram,
      args: [JSON.stringify(upstream)],
      logFile: state.logFile('upstream-fhir'),
    }).then((program) => starting.use(program)),
  ])
  starting.move()
  return {
    silos: {
      riverside: { kind: 'clinic', file: clinicFile },
      lakeside: {
        kind: 'omop',
        connectionString: `postgres://postgres@localhost:${ports.omop}/postgres`,
      },
      harbor: {
        kind: 'fhir',
        baseUrl: `http://localhost:${ports.upstreamFhir}`,
        sensitivityRules: 'wording',
      },
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([lakeside[Symbol.asyncDispose](), harbor[Symbol.asyncDispose]()])
    },
  }
}
