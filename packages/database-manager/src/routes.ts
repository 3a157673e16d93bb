import { inviteLink, originOf, providerFingerprint, type UnixSeconds } from '@medrec/protocol'
import type { FastifyInstance } from 'fastify'
import { zeroHash } from 'viem'
import { refusedEntries } from './access/access-entries.ts'
import type { GuardedRecords } from './access/guarded-records.ts'
import type { WireIds } from './access/wire-ids.ts'
import { registerAuthRoutes } from './auth/auth-routes.ts'
import type { Sessions } from './auth/sessions.ts'
import type { ChainSide } from './chain-side.ts'
import type { DatabaseManagerConfig } from './config.ts'
import { Directory } from './directory/directory.ts'
import { putStaffMember, readStaff } from './directory/staff.ts'
import { registerAccessLogRoute } from './http/access-log-route.ts'
import { registerAdminRoutes } from './http/admin-routes.ts'
import { registerChainProxy } from './http/chain-proxy.ts'
import { makeEnter } from './http/enter.ts'
import { registerFhirRoutes } from './http/fhir-routes.ts'
import { registerHealthRoute } from './http/health-route.ts'
import type { Inbox } from './inbox/inbox.ts'
import { registerInboxRoutes } from './inbox/inbox-routes.ts'
import { type RecordRefusedOpening, registerGrantRoutes } from './linking/grant-routes.ts'
import { registerInviteRoutes } from './linking/invite-routes.ts'
import { createInvite, type InvitesDeps } from './linking/invites.ts'
import type { Links } from './linking/links.ts'
import { Openings } from './linking/openings.ts'
import { registerViewerBookRoutes } from './linking/viewer-book-routes.ts'
import type { AccessLog } from './log/access-log.ts'
import { agentOf, makeIsAgent } from './own-membership.ts'
import type { ProviderKeys } from './provider-keys.ts'
import { relayThroughOthers } from './relay/relay-openings.ts'
import { registerRelayRoutes } from './relay/relay-routes.ts'
import type { Store } from './store/store.ts'

/** What the routes outside the records ask of the silo: the staff desk's and the invites' part. */
export type SiloDesk = {
  readonly capabilities: {
    readonly name: string
    readonly types: readonly string[]
    readonly declaresSensitivityRules: boolean
  }
  readonly check: () => Promise<void>
  readonly findPatients: (query: {
    readonly name: string
    readonly birthDate: string
  }) => Promise<readonly { readonly patientKey: string; readonly display: string }[]>
  readonly patientFacts: (patientKey: string) => Promise<{ readonly birthDate: string } | undefined>
}

export type Parts = {
  readonly chain: ChainSide
  readonly config: DatabaseManagerConfig
  readonly inbox: Inbox
  readonly keys: ProviderKeys
  readonly links: Links
  readonly log: AccessLog
  readonly now: () => UnixSeconds
  /** The one door to records. */
  readonly records: GuardedRecords
  readonly sessions: Sessions
  readonly silo: SiloDesk
  readonly store: Store
  readonly wireIds: WireIds
}

/** Registers every route, each with no more than it needs. */
export function registerRoutes(app: FastifyInstance, parts: Parts): void {
  const { chain, config, inbox, links, log, now, sessions, silo, store, wireIds } = parts
  const { network, relayer, self, view, waiting } = chain
  const { limits } = config
  const wirePatient = (patientKey: string) => wireIds.encode('Patient', patientKey)
  const enter = makeEnter(sessions.authenticate, log)

  registerFhirRoutes(app, {
    authenticate: sessions.authenticate,
    records: parts.records,
    origin: originOf(config.host),
    providerName: self.name,
    types: silo.capabilities.types,
  })
  registerAccessLogRoute(app, { enter, log, wireIds })
  registerHealthRoute(app, {
    provider: self.name,
    silo: {
      name: silo.capabilities.name,
      declaresSensitivityRules: silo.capabilities.declaresSensitivityRules,
      check: () => silo.check(),
    },
    chainHead() {
      const { number = 0, hash = zeroHash } = view.head() ?? {}
      return { head: number, hash, ageSeconds: view.ageSeconds(now()) }
    },
    maxViewAgeSeconds: config.maxViewAgeSeconds,
  })
  registerAuthRoutes(app, {
    ...sessions.exchange,
    wirePatientOf: async (agent) => {
      const patient = await links.linkedPatientOf(agent)
      return patient && wirePatient(patient.patientKey)
    },
    now,
    tokensPerMinute: limits.tokens,
  })
  const isAgent = makeIsAgent(network)
  registerChainProxy(app, { rpcUrl: config.network.rpcUrl, network, isAgent })
  registerRelayRoutes(app, {
    network,
    view,
    store,
    isHeldHere: async (id) => (await links.patientKeyOf(id)) !== undefined,
    relayer,
    waiting,
    relayTickSeconds: config.relayTickSeconds,
    now,
    relaysPerMinute: limits.relays,
  })
  registerInviteRoutes(app, {
    invites: invitesDeps(parts),
    openings: openingsOf(parts),
    now,
    claimsPerMinute: limits.claims,
  })
  registerViewerBookRoutes(app, { store, enter, relationship: view.relationship })
  registerGrantRoutes(app, {
    network,
    view,
    links,
    enter,
    self: self.agent,
    wirePatient,
    recordRefusal: recordRefusedOpening(parts),
    now,
  })
  registerInboxRoutes(app, { inbox, enter, now, notesPerMinute: limits.notes })
  registerDirectory(app, parts)
  registerDesk(app, parts)
}

function recordRefusedOpening({ config, log, now, wireIds }: Parts): RecordRefusedOpening {
  const origin = originOf(config.host)
  return async ({ principal, patientKey, reason }) => {
    const asked = { interaction: 'read', principal, type: 'Patient', parameters: [] } as const
    const refused = { reason, patientKeys: [patientKey] }
    const entries = refusedEntries(asked, refused, { wireIds, origin, now })
    await log.append({ proof: undefined, entries })
  }
}

function invitesDeps({ chain, config, keys, silo, store }: Parts): InvitesDeps {
  return {
    store,
    network: chain.network,
    owner: keys.owner,
    fingerprint: providerFingerprint(chain.self),
    delegateSealKey: keys.delegateSealKey,
    inviteSeconds: config.inviteSeconds,
    agentOf: (owner) => agentOf(owner, chain.network),
    isOpened: (id) => chain.view.relationship(id) !== undefined,
    birthDateOf: async (patientKey) => (await silo.patientFacts(patientKey))?.birthDate,
  }
}

function openingsOf({ chain, keys, now, store }: Parts): Openings {
  const { network, openingTransactionOf, relayer, self, untilOpened, view } = chain
  const relaying = { network, view, relayer, self: self.agent, owner: keys.owner, now }
  return new Openings({
    store,
    network,
    delegateSealKey: keys.delegateSealKey,
    isOpened: (id) => view.relationship(id) !== undefined,
    relay: (opening) => relayThroughOthers(opening, relaying),
    untilOpened,
    openingTransactionOf,
  })
}

function registerDirectory(app: FastifyInstance, { chain, keys, now, store }: Parts): void {
  const directory = new Directory({
    network: chain.network,
    self: chain.self.agent,
    owner: keys.owner,
    providerName: chain.self.name,
    staff: () => readStaff(store),
  })
  app.get('/directory', async () => ({ entries: await directory.entries(now()) }))
}

function registerDesk(app: FastifyInstance, parts: Parts): void {
  const { chain, config, keys, links, now, silo, store } = parts
  const fingerprint = providerFingerprint(chain.self)
  // In a context of its own, so that its guard stands before these routes alone.
  app.register((desk, _, done) => {
    registerAdminRoutes(desk, {
      adminToken: keys.adminToken,
      findPatients: (query) => silo.findPatients(query),
      isPatient: async (patientKey) => (await silo.patientFacts(patientKey)) !== undefined,
      makeInvite: async (invite) => {
        const code = await createInvite(invite, { ...config, store }, now())
        return inviteLink(config.clientOrigin, { host: config.host, fingerprint, code })
      },
      linksOf: (patientKey) => links.linksOf(patientKey),
      addStaff: async (member) => {
        const agent = await agentOf(member.owner, chain.network)
        if (!chain.view.allows(agent, member.owner, 'read')) await chain.createAgent(member.owner)
        await putStaffMember({ ...member, agent }, store, now())
        return agent
      },
    })
    done()
  })
}
