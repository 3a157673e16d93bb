import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes'
import { type GrantTerms, KINDS, type Kind, kindMask, purposeMask } from '@medrec/protocol'
import { fastify } from 'fastify'
import { type Address, type Hex, keccak256, toHex, zeroHash } from 'viem'
import { openGuardedRecords } from '../../src/access/guarded-records.ts'
import { openPageCursors } from '../../src/access/page-cursors.ts'
import type { OpenedGrant } from '../../src/access/ports.ts'
import { openWireIds } from '../../src/access/wire-ids.ts'
import type { Principal } from '../../src/auth/principal.ts'
import { registerAccessLogRoute } from '../../src/http/access-log-route.ts'
import { makeEnter } from '../../src/http/enter.ts'
import { makeErrorHandler } from '../../src/http/error-handler.ts'
import { registerFhirRoutes } from '../../src/http/fhir-routes.ts'
import {
  type AccessLog,
  AccessLogUnavailableError,
  openAccessLog,
} from '../../src/log/access-log.ts'
import type { Silo } from '../../src/silo/silo.ts'
import { openStore } from '../../src/store/store.ts'

export const NOW = 1_800_000_000
export const ORIGIN = 'http://localhost:8481'
const PATIENTS_RELATIONSHIP: Hex = `0x${'0a'.repeat(32)}`

/** The records behind real HTTP routes, store and log; signing in has tests of its own. */
export async function startRecordServer(silo: Silo) {
  const folder = mkdtempSync(join(tmpdir(), 'medrec-records-'))
  const store = await openStore(folder)
  const keys = generateKeyPairSync('ed25519')
  const wireIds = openWireIds(randomBytes(32))
  const world = {
    server: NOW,
    chain: NOW,
    headAge: 0,
    ended: new Set<Hex>(),
    terms: new Map<Hex, GrantTerms | undefined>(),
    opened: new Map<Address, OpenedGrant[]>(),
    /** Calls that reached the silo. */
    siloCalls: 0,
    alarms: [] as unknown[],
    isLogBroken: false,
  }
  const log = openAccessLog({
    db: store,
    logKey: keys.privateKey,
    origin: ORIGIN,
    clock: () => world.server,
    random: randomBytes,
  })
  const guardedLog: Pick<AccessLog, 'append' | 'refuseKnownProof'> = {
    refuseKnownProof: (id) => log.refuseKnownProof(id),
    append: async (submission) => {
      if (!world.isLogBroken) return await log.append(submission)
      throw new AccessLogUnavailableError(new Error('disk full'))
    },
  }
  const records = openGuardedRecords({
    silo: {
      search: (query) => counted(() => silo.search(query)),
      read: (type, key) => counted(() => silo.read(type, key)),
      readShared: (type, key) => counted(() => silo.readShared(type, key)),
    },
    grants: { openedGrants: async (agent) => world.opened.get(agent) ?? [] },
    view: {
      grant: (_, commitment) => world.terms.get(commitment),
      isRelationshipEnded: (id) => world.ended.has(id),
      chainTime: () => world.chain,
      headAgeSeconds: () => world.headAge,
    },
    now: () => world.server,
    log: guardedLog,
    wireIds,
    cursors: openPageCursors(randomBytes(32)),
    origin: ORIGIN,
    maxViewAgeSeconds: 300,
    alarm: { error: (fields) => world.alarms.push(fields) },
  })
  function counted<Result>(call: () => Result): Result {
    world.siloCalls += 1
    return call()
  }
  const principals = new Map<string, Principal>()
  const authenticate = async (request: { headers: Record<string, unknown> }) => {
    const principal = principals.get(String(request.headers['x-principal']))
    if (principal === undefined) throw new Error('no principal')
    return principal
  }
  const app = fastify()
  app.decorateRequest('signedInAgent', undefined)
  app.setErrorHandler(makeErrorHandler(log))
  const { types } = silo.capabilities
  registerFhirRoutes(app, { authenticate, records, origin: ORIGIN, providerName: 'Test', types })
  registerAccessLogRoute(app, { enter: makeEnter(authenticate, log), log, wireIds })

  let requests = 0
  /** Asks as somebody, with a proof of its own unless one is given. */
  async function ask(who: Who, url: string, options: AskOptions = {}) {
    requests += 1
    const proofId = options.proofId ?? `proof ${requests}`
    principals.set(proofId, { ...who, proofId, proofExpiresAt: world.server + 300 })
    const { method = 'GET' } = options
    const answer = await app.inject({ method, url, headers: { 'x-principal': proofId } })
    return { status: answer.statusCode, text: answer.body, headers: answer.headers }
  }

  return {
    world,
    wireIds,
    log,
    store,
    folder,
    app,
    logPublicKey: keys.publicKey,
    ask,
    async bundle(who: Who, url: string): Promise<Bundle> {
      return await json(ask(who, url))
    },
    async resource(who: Who, url: string): Promise<Resource & Record<string, unknown>> {
      return await json(ask(who, url))
    },
    patientId: (key: string) => wireIds.encode('Patient', key),
    /** Everything in the log of one patient ('' for nobody's), newest first. */
    entriesOf: (key: string) =>
      log.entriesOf(key === '' ? '' : wireIds.encode('Patient', key), { count: 1000 }),
    /** Gives a viewer a grant and lets them open it. */
    grant(who: Who, patientKey: string, terms: GrantTerms | undefined): Hex {
      const opened = world.opened.get(who.agent) ?? []
      const commitment = keccak256(toHex(`${who.agent} ${patientKey} ${opened.length}`))
      const relationshipId = keccak256(toHex(`relationship ${patientKey}`))
      world.opened.set(who.agent, [...opened, { relationshipId, commitment, patientKey }])
      world.terms.set(commitment, terms)
      return commitment
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await log[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

export type RecordServer = Awaited<ReturnType<typeof startRecordServer>>
export type Who = Omit<Principal, 'proofId' | 'proofExpiresAt'>
type AskOptions = {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD'
  readonly proofId?: string
}

async function json<Body>(
  asked: Promise<{ readonly status: number; readonly text: string }>,
): Promise<Body> {
  const { status, text } = await asked
  if (status !== 200) throw new Error(`${status} ${text}`)
  return JSON.parse(text) as Body
}

export const addressOf = (name: string): Address => `0x${keccak256(toHex(name)).slice(26)}`

/** The patient of a silo key, linked and signed in. */
export function patient(patientKey: string): Who {
  return {
    agent: addressOf(`patient ${patientKey}`),
    signer: addressOf(`signer ${patientKey}`),
    jkt: `jkt ${patientKey}`,
    purpose: 'PATRQT',
    scope: 'patient/*.rs',
    vouching: undefined,
    linkedPatient: { relationshipId: PATIENTS_RELATIONSHIP, patientKey },
  }
}

/** A vouched clinician; nothing is granted yet. */
export function clinician(name: string): Who {
  return {
    agent: addressOf(name),
    signer: addressOf(`signer ${name}`),
    jkt: `jkt ${name}`,
    purpose: 'TREAT',
    scope: 'user/*.rs',
    vouching: {
      provider: addressOf('provider'),
      name: `Dr. ${name}`,
      role: 'Physician',
      expiresAt: NOW + 86_400,
    },
    linkedPatient: undefined,
  }
}

/** Terms in force for treatment, for these kinds. */
export function terms(
  kinds: readonly Kind[] = KINDS,
  change: Partial<GrantTerms> = {},
): GrantTerms {
  return {
    readKinds: kindMask(kinds),
    writeKinds: 0n,
    notBefore: NOW - 86_400,
    notAfter: NOW + 86_400,
    purposes: purposeMask(['TREAT']),
    version: 1,
    finerTerms: zeroHash,
    ...change,
  }
}

export function matches(bundle: Bundle): Resource[] {
  return (bundle.entry ?? []).flatMap(({ search, resource }) =>
    search?.mode === 'match' && resource !== undefined ? [resource] : [],
  )
}

export function outcomes(bundle: Bundle): OperationOutcome[] {
  return (bundle.entry ?? []).flatMap(({ search, resource }) =>
    search?.mode === 'outcome' && resource?.resourceType === 'OperationOutcome' ? [resource] : [],
  )
}
