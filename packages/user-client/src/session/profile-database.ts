import { Dexie, type Table } from 'dexie'
import type { Address, Hex } from 'viem'
import { profileDatabaseName } from './profiles.ts'
import type { Vault } from './vault.ts'

/** A session key that cannot leave the browser; deleted at lock, at sign-out and when its token ends. */
export type StoredSessionKey = { readonly id: string; readonly keyPair: CryptoKeyPair }

/** A link that was begun: the same key is used again, as the invite is bound to it by now. */
export type PendingLink = { readonly inviteHash: Hex; readonly index: number }

/** A signed change that the chain does not show yet; sent again through another provider. */
export type OutboxEntry = {
  readonly id: string
  readonly relationshipId: Hex
  readonly commitment: Hex
  readonly version: number
  readonly isRevocation: boolean
  /** Body of POST /relay. */
  readonly body: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Hosts of the providers that said to relay it, in that order. */
  readonly takenBy?: readonly string[]
  /** When another one is handed it, if the chain does not show it by then; since 1970. */
  readonly resendAt?: number
}

/** A note for a viewer that did not reach the inbox yet. */
export type PendingNote = {
  readonly id: string
  readonly provider: Address
  readonly agent: Address
  readonly note: string
}

/** What one profile keeps in this browser. No record of a patient is ever in it. */
export type ProfileDatabase = {
  readonly name: string
  readonly vault: Table<Vault & { readonly id: 'vault' }, string>
  readonly sessionKeys: Table<StoredSessionKey, string>
  readonly pendingLinks: Table<PendingLink, Hex>
  readonly outbox: Table<OutboxEntry, string>
  readonly pendingNotes: Table<PendingNote, string>
  close(): void
}

export function openProfileDatabase(profileId: string): ProfileDatabase {
  const database = new Dexie(profileDatabaseName(profileId))
  database.version(1).stores({
    vault: 'id',
    sessionKeys: 'id',
    pendingLinks: 'inviteHash',
    outbox: 'id',
    pendingNotes: 'id',
  })
  return {
    name: database.name,
    vault: database.table('vault'),
    sessionKeys: database.table('sessionKeys'),
    pendingLinks: database.table('pendingLinks'),
    outbox: database.table('outbox'),
    pendingNotes: database.table('pendingNotes'),
    close: () => database.close(),
  }
}
