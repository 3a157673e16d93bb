import {
  commitmentOf,
  type GrantTerms,
  isRevocation,
  KINDS_HASH,
  KINDS_VERSION,
  type Kind,
  kindMask,
  type Purpose,
  purposeMask,
  revocationTerms,
  toWireJson,
  type UnixSeconds,
  unixSecondsOf,
} from '@medrec/protocol'
import { type Hex, isAddressEqual, zeroHash } from 'viem'
import type { StaffMember } from './directory.ts'
import type { Grant } from './list-grants.ts'
import type { OutboxEntry } from './profile-database.ts'
import type { ProfileSession } from './profile-session.ts'
import type { Relationship } from './relationships.ts'
import {
  followChange,
  MESSAGE_SECONDS,
  type RevocationOutcome,
  relayChange,
  relayRevocation,
} from './relay.ts'
import { readViewerBook, writeViewerBook } from './viewer-book-store.ts'
import { leaveNote } from './viewer-notes.ts'

export type NewGrant = {
  readonly relationship: Relationship
  readonly viewer: StaffMember
  readonly kinds: readonly Kind[]
  readonly purpose: Purpose
  readonly notAfter: UnixSeconds
}

const HOUR_SECONDS = 3600

/** Rounds a time up to a whole hour: the exact second would say more than it needs to. */
export function roundedUpToHour(time: UnixSeconds): UnixSeconds {
  return Math.ceil(time / HOUR_SECONDS) * HOUR_SECONDS
}

/**
 * Signs a grant, leaves the viewer a sealed note and waits until the grant stands. The viewer is
 * written into the book first, so that words alone bring the name back.
 * @returns whether the chain shows it already.
 */
export async function giveGrant(session: ProfileSession, grant: NewGrant): Promise<boolean> {
  const { relationship, viewer } = grant
  const kept = await readViewerBook(session, relationship)
  const known = kept.book.viewers.find((each) => isAddressEqual(each.viewer, viewer.agent))
  const counter = known?.counter ?? kept.book.nextCounter
  const salt = await session.keys.salt({ index: relationship.index, counter })
  const { chainId, relationships: contract } = session.network
  const commitment = commitmentOf({
    chainId,
    contract,
    relationshipId: relationship.id,
    viewer: viewer.agent,
    salt,
  })
  if (known === undefined) {
    const entry = {
      counter,
      commitment,
      viewer: viewer.agent,
      name: viewer.name.slice(0, 200),
      role: viewer.role.slice(0, 200),
      provider: viewer.provider.agent,
    }
    const viewers = [...kept.book.viewers, entry]
    const book = { ...kept.book, nextCounter: counter + 1, viewers }
    await writeViewerBook(session, relationship, { ...kept, book })
  }
  const entry = await signChange(session, relationship, {
    commitment,
    terms: {
      readKinds: kindMask(grant.kinds),
      writeKinds: 0n,
      notBefore: 0,
      notAfter: roundedUpToHour(grant.notAfter),
      purposes: purposeMask([grant.purpose]),
      version: (await newestVersion(session, relationship.id, commitment)) + 1,
      finerTerms: zeroHash,
    },
  })
  const taken = await relayChange(session, entry, relationship.provider.host)
  const note = await session.keys.sealNote({
    hpkeKey: viewer.hpkeKey,
    note: {
      version: 1,
      relationshipId: relationship.id,
      salt,
      provider: relationship.provider.agent,
    },
  })
  await leaveNote(session, viewer, note)
  return followChange(session, taken)
}

/** Signs a revocation and hands it to the provider concerned, which obeys it from then on. */
export async function revokeGrant(
  session: ProfileSession,
  grant: Grant,
): Promise<RevocationOutcome> {
  const { relationship, commitment } = grant
  const version = await newestVersion(session, relationship.id, commitment)
  const entry = await signChange(session, relationship, {
    commitment,
    terms: revocationTerms(Math.max(version, 1)),
  })
  const outcome = await relayRevocation(session, entry, relationship.provider.host)
  await followChange(session, outcome.entry)
  return outcome
}

async function signChange(
  session: ProfileSession,
  relationship: Relationship,
  change: { readonly commitment: Hex; readonly terms: GrantTerms },
): Promise<OutboxEntry> {
  const { chainId, relationships: contract } = session.network
  const message = {
    relationshipId: relationship.id,
    grants: [{ commitment: change.commitment, ...change.terms }],
    kindsVersion: KINDS_VERSION,
    kindsHash: KINDS_HASH,
    deadline: unixSecondsOf(new Date()) + MESSAGE_SECONDS,
  }
  const signature = await session.keys.sign({
    signer: { role: 'relationship', index: relationship.index },
    signable: { type: 'SetGrants', domain: { chainId, contract }, message },
  })
  const entry: OutboxEntry = {
    id: `${relationship.id} ${change.commitment} ${change.terms.version}`,
    relationshipId: relationship.id,
    commitment: change.commitment,
    version: change.terms.version,
    body: toWireJson({ type: 'SetGrants', message, signature }),
    isRevocation: isRevocation(change.terms),
    createdAt: Date.now(),
  }
  await session.database.outbox.put(entry)
  return entry
}

/** The highest version that was ever signed for a grant, on the chain or on its way. */
async function newestVersion(
  session: ProfileSession,
  relationshipId: Hex,
  commitment: Hex,
): Promise<number> {
  const { view } = await session.chain.read()
  const sent = (await session.database.outbox.toArray()).filter(
    (entry) => entry.relationshipId === relationshipId && entry.commitment === commitment,
  )
  const stored = view.grant(relationshipId, commitment)?.version ?? 0
  return Math.max(stored, ...sent.map((entry) => entry.version))
}
