import { randomBytes } from 'node:crypto'
import { originOf, type UnixSeconds } from '@medrec/protocol'
import { openGuardedRecords } from './access/guarded-records.ts'
import { openPageCursors } from './access/page-cursors.ts'
import { openWireIds } from './access/wire-ids.ts'
import { openSessions } from './auth/sessions.ts'
import { openChainSide } from './chain-side.ts'
import { type DatabaseManagerSettings, parseConfig, type SiloConfig } from './config.ts'
import { createServer } from './http/server.ts'
import { Inbox } from './inbox/inbox.ts'
import { Links } from './linking/links.ts'
import { openAccessLog } from './log/access-log.ts'
import { readProviderKeys } from './provider-keys.ts'
import { pruneHourly } from './prune-hourly.ts'
import { registerRoutes } from './routes.ts'
import { openClinicSilo } from './silo/clinic/open-clinic-silo.ts'
import { openOmopSilo } from './silo/omop/open-omop-silo.ts'
import type { Silo } from './silo/silo.ts'
import { openFhirSilo } from './silo/upstream/open-fhir-silo.ts'
import { sensitivitiesOfWording } from './silo/upstream/sensitivities-of-wording.ts'
import { openStore } from './store/store.ts'

/** A running Database Manager; disposing of it ends it in good order. */
export type DatabaseManager = AsyncDisposable & {
  /** As in the AgentRegistry, such as `http://localhost:8481`. */
  readonly origin: string
}

/** What a Database Manager takes from the world besides its configuration. */
export type Runtime = { readonly now: () => UnixSeconds }

const THIS_WORLD: Runtime = { now: () => Math.floor(Date.now() / 1000) }

/**
 * Starts a provider's Database Manager: it resolves when it answers and knows the newest block.
 *
 * @throws {ConfigInvalidError} MEDREC_CONFIG_INVALID
 * @throws {ProviderKeysError} MEDREC_PROVIDER_KEYS_MISSING or MEDREC_PROVIDER_KEYS_BROKEN
 * @throws {StateFolderLockedError} MEDREC_STATE_FOLDER_LOCKED if another process has its state
 * @throws {NetworkError} if the chain does not answer or is another
 * @throws {MembershipError} if the AgentRegistry does not list this provider so
 * @throws {SiloError} MEDREC_SILO_MISCONFIGURED
 */
export async function startDatabaseManager(
  settings: DatabaseManagerSettings,
  { now }: Runtime = THIS_WORLD,
): Promise<DatabaseManager> {
  const config = parseConfig(settings)
  // What fails on the way ends what was begun before it.
  await using ending = new AsyncDisposableStack()
  const keys = await readProviderKeys(config.stateFolder)
  const store = ending.use(await openStore(config.stateFolder))
  const silo = ending.use(openSilo(config.silo))
  const chain = await openChainSide(config, { keys, store, now }, ending)
  const origin = originOf(config.host)
  const log = ending.use(
    openAccessLog({
      db: store,
      logKey: keys.logKey,
      origin,
      clock: now,
      random: (size) => randomBytes(size),
    }),
  )
  const links = new Links(store, chain.view)
  const sessions = openSessions({
    host: config.host,
    network: config.network,
    tokenKey: keys.tokenKey,
    nonceKey: keys.nonceKey,
    store,
    view: chain.view,
    linkedPatientOf: (agent) => links.linkedPatientOf(agent),
    now,
  })
  const { clientOrigin, otherClientOrigins, listen, limits } = config
  const server = await createServer({
    clientOrigins: [clientOrigin, ...otherClientOrigins],
    tls: config.tls,
    trustedProxy: config.trustedProxy,
    requestsPerMinute: limits.requests,
    logLevel: config.logLevel,
    proofNonces: sessions.exchange.proofNonces,
    refusals: log,
    now,
  })
  ending.defer(server.close)
  const inbox = new Inbox(store)
  ending.use(
    pruneHourly([(at) => sessions.exchange.signInNonces.prune(at), (at) => inbox.prune(at)], now),
  )
  const { view } = chain
  const wireIds = openWireIds(keys.wireIdSecret)
  const records = openGuardedRecords({
    silo,
    grants: links,
    view: {
      grant: view.grant,
      isRelationshipEnded: (id) => view.relationship(id)?.isEnded ?? true,
      chainTime: () => view.chainTime(performance.now()),
      headAgeSeconds: () => view.ageSeconds(now()),
    },
    now,
    log,
    wireIds,
    cursors: openPageCursors(keys.wireIdSecret),
    origin,
    maxViewAgeSeconds: config.maxViewAgeSeconds,
    alarm: server.app.log,
  })
  const known = { chain, config, keys, links, log, now, store, wireIds }
  registerRoutes(server.app, { ...known, inbox, records, sessions, silo })
  await server.app.listen(listen)
  const running = ending.move()
  return { origin, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

function openSilo(config: SiloConfig): Silo {
  switch (config.kind) {
    case 'clinic':
      return openClinicSilo({ file: config.file })
    case 'omop':
      return openOmopSilo({ connectionString: config.connectionString })
    case 'fhir':
      return openFhirSilo({
        baseUrl: config.baseUrl,
        ...(config.sensitivityRules === 'wording'
          ? { sensitivityRules: sensitivitiesOfWording }
          : {}),
      })
  }
}
