import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Resource } from '@medplum/fhirtypes'
import { PATIENT_TYPES, SHARED_TYPES } from '@medrec/protocol'
import { openClinicSilo } from '../../src/silo/clinic/open-clinic-silo.ts'
import { createClinicFile } from './clinic-fixture.ts'
import { everything, readAll } from './silo-contract.ts'

export type Upstream = AsyncDisposable & {
  readonly baseUrl: string
  /** The path and query of each request so far. */
  readonly requests: readonly string[]
}

/** Takes a request and says true, or says false and leaves it to the honest server. */
export type Lie = (request: IncomingMessage, response: ServerResponse, baseUrl: string) => boolean

const PAGE = 37

/** Starts a small FHIR server over HTTP: `patient` search, in no order, `next` links, no totals. */
export async function startUpstream(
  resources: readonly Resource[],
  lie: Lie = () => false,
): Promise<Upstream> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    if (lie(request, response, baseUrl)) return
    answer(response, { resources, url: new URL(request.url ?? '/', baseUrl) })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`
  return {
    baseUrl,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function answer(
  response: ServerResponse,
  asked: { readonly resources: readonly Resource[]; readonly url: URL },
): void {
  const { resources, url } = asked
  const [type, id] = url.pathname.slice('/fhir/'.length).split('/')
  if (type === 'metadata') {
    send(response, 200, { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' })
    return
  }
  if (id !== undefined) {
    const found = resources.find((r) => r.resourceType === type && r.id === id)
    send(response, found === undefined ? 404 : 200, found ?? { resourceType: 'OperationOutcome' })
    return
  }
  const patient = url.searchParams.get('patient')
  const birthDate = url.searchParams.get('birthdate')
  const matches = resources.filter(
    (resource) =>
      resource.resourceType === type &&
      (patient === null || JSON.stringify(resource).includes(`"Patient/${patient}"`)) &&
      (birthDate === null || ('birthDate' in resource && resource.birthDate === birthDate)),
  )
  const from = Number(url.searchParams.get('from') ?? '0')
  url.searchParams.set('from', String(from + PAGE))
  send(response, 200, {
    ...searchset(matches.slice(from, from + PAGE)),
    link: from + PAGE < matches.length ? [{ relation: 'next', url: url.href }] : [],
  })
}

export function searchset(resources: readonly unknown[]) {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: 123_456,
    entry: resources.map((resource) => ({ resource, search: { mode: 'match' } })),
  }
}

export function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/fhir+json; charset=utf-8' })
  response.end(JSON.stringify(body))
}

/** The records of the clinic's two patients and all that they point to, shuffled, as another vendor would write them. */
export async function clinicResources(): Promise<readonly Resource[]> {
  using clinic = createClinicFile()
  await using silo = openClinicSilo({ file: clinic.file })
  const resources: Resource[] = []
  for (const patient of ['1', '2']) {
    for (const type of PATIENT_TYPES) {
      const rows = await readAll(silo, everything(type, patient, 500))
      resources.push(...rows.map((row) => row.resource))
    }
  }
  const references = new Set(JSON.stringify(resources).match(/(?<="reference":")[^"]+/g))
  for (const reference of references) {
    const [type = '', key = ''] = reference.split('/')
    if (!SHARED_TYPES.some((shared) => shared === type)) continue
    const row = await silo.readShared(type, key)
    if (row !== undefined) resources.push(row.resource)
  }
  // Any fixed disorder will do.
  return resources
    .map((resource, at) => ({ resource, order: (at * 7919) % 10_007 }))
    .sort((a, b) => a.order - b.order)
    .map(({ resource }) => resource)
}
