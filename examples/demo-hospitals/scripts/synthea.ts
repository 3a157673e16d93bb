import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const SYNTHEA_VERSION = '3.3.0'

/** Everything that decides the people; one thread, else the order of random draws is the scheduler's. */
const ARGUMENTS = [
  ...['-s', '5417', '-cs', '5417', '-r', '20261101', '-e', '20261101', '-p', '500', '-a', '1-84'],
  '--exporter.baseDirectory=./output/',
  '--generate.thread_pool_size=1',
  '--generate.append_numbers_to_person_names=false',
  '--generate.only_alive_patients=true',
  '--exporter.years_of_history=10',
  '--exporter.fhir.use_us_core_ig=true',
  '--exporter.fhir.us_core_version=5.0.1',
  '--exporter.fhir.excluded_resources=Claim,ExplanationOfBenefit,SupplyDelivery,Provenance',
  '--exporter.use_uuid_filenames=true',
  '--exporter.pretty_print=false',
  '--exporter.metadata.export=false',
  ...['Massachusetts', 'Worcester'],
] as const

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.medrec</groupId><artifactId>synthea-classpath</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>org.mitre.synthea</groupId><artifactId>synthea</artifactId><version>${SYNTHEA_VERSION}</version>
  </dependency></dependencies>
</project>
`

/**
 * Fetches Synthea and what it needs from Maven Central into `folder`/lib; the published jar has no
 * dependencies inside.
 */
export async function fetchSynthea(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'pom.xml'), POM)
  const goal = 'dependency:copy-dependencies'
  await run('mvn', ['-q', '-B', goal, '-DoutputDirectory=lib', '-DincludeScope=runtime'], {
    cwd: folder,
  })
}

/** Generates the population into a new `folder`/`name` and returns the folder of FHIR bundles. */
export async function generatePopulation(folder: string, name: string): Promise<string> {
  const workFolder = join(folder, name)
  await rm(workFolder, { recursive: true, force: true })
  await mkdir(workFolder, { recursive: true })
  const lib = join(folder, 'lib')
  const jars = (await readdir(lib)).sort().map((jar) => join(lib, jar))
  await run(
    'java',
    [
      '-Xmx3g',
      '-Duser.timezone=UTC',
      '-Duser.language=en',
      '-cp',
      jars.join(delimiter),
      'App',
      ...ARGUMENTS,
    ],
    {
      cwd: workFolder,
      maxBuffer: 256 * 1024 * 1024,
    },
  )
  return join(workFolder, 'output', 'fhir')
}

/** Hashes every file of a folder, names included. */
export async function hashFolder(folder: string): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(folder)).sort()) {
    hash.update(`${name}\n`).update(await readFile(join(folder, name)))
  }
  return hash.digest('hex')
}
