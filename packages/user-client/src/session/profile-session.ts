import type { NetworkDescription, Purpose } from '@medrec/protocol'
import { QueryClient } from '@tanstack/react-query'
import type { Address } from 'viem'
import { type ChainReader, createChainReader } from './chain-reader.ts'
import { type IdleLock, startIdleLock } from './idle-lock.ts'
import type { Signer } from './keys-api.ts'
import type { KeysClient } from './keys-channel.ts'
import { openProfileDatabase, type ProfileDatabase } from './profile-database.ts'
import { type Profile, profileChannelName } from './profiles.ts'
import { createProviderSession, type ProviderSession } from './provider-session.ts'
import { startKeysWorker } from './start-keys-worker.ts'

/** Everything of one unlocked person. Nothing in it is shared with another profile. */
export type ProfileSession = {
  readonly profile: Profile
  readonly network: NetworkDescription
  readonly database: ProfileDatabase
  readonly keys: KeysClient
  readonly chain: ChainReader
  readonly queryClient: QueryClient
  /** Aborted at lock and at a switch of profile. */
  readonly signal: AbortSignal
  sessionWith(line: SessionLine): ProviderSession
  /** Ends the worker, drops what was read and deletes the session keys. */
  lock(): void
}

/** One line to one provider: one key, one Agent, one purpose. */
export type SessionLine = {
  readonly host: string
  readonly signer: Signer
  readonly agent: Address
  readonly purpose: Purpose
  readonly vouching?: () => Promise<string | undefined>
}

/**
 * Starts the session of a profile whose keys are unlocked by `open`.
 * @throws whatever `open` throws; nothing is left running then.
 */
export async function startProfileSession(options: {
  readonly profile: Profile
  readonly network: NetworkDescription
  readonly open: (keys: KeysClient, database: ProfileDatabase) => Promise<void>
  /** Called once, when the session ends by itself or from another tab. */
  readonly onLocked: () => void
}): Promise<ProfileSession> {
  const { profile, network } = options
  const database = openProfileDatabase(profile.id)
  const keys = startKeysWorker()
  try {
    await options.open(keys, database)
    // What a crash left behind is of no use without its tokens.
    await database.sessionKeys.clear()
  } catch (error) {
    keys.lock()
    database.close()
    throw error
  }

  const ending = new AbortController()
  const channel = new BroadcastChannel(profileChannelName(profile.id))
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 60_000, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  })
  const lines = new Map<string, ProviderSession>()
  let idle: IdleLock | undefined

  const end = (): void => {
    if (ending.signal.aborted) return
    ending.abort()
    keys.lock()
    idle?.[Symbol.dispose]()
    channel.close()
    lines.clear()
    queryClient.clear()
    const closed = database.sessionKeys.clear().finally(() => database.close())
    closed.catch(() => undefined)
    options.onLocked()
  }
  const lock = (): void => {
    if (!ending.signal.aborted) channel.postMessage('lock')
    end()
  }
  channel.addEventListener('message', end)
  idle = startIdleLock({ onIdle: lock, now: () => Date.now(), page: window })

  return {
    profile,
    network,
    database,
    keys: guarded(keys, () => idle?.lockIfIdle()),
    chain: createChainReader(network),
    queryClient,
    signal: ending.signal,
    lock,
    sessionWith: (line) => {
      const id = `${line.host} ${line.agent} ${line.purpose}`
      const session =
        lines.get(id) ??
        createProviderSession({
          ...line,
          chainId: network.chainId,
          keys,
          database,
          signal: ending.signal,
        })
      lines.set(id, session)
      return session
    },
  }
}

/** A sleeping machine runs no timer: the clock is compared before each signature too. */
function guarded(keys: KeysClient, check: () => void): KeysClient {
  return {
    ...keys,
    sign: (input) => {
      check()
      return keys.sign(input)
    },
    signIn: (input) => {
      check()
      return keys.signIn(input)
    },
  }
}
