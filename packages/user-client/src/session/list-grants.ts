import {
  type GrantTerms,
  hasArrived,
  isRevocation,
  type Kind,
  kindsInMask,
  type Purpose,
  purposesInMask,
  revocationTerms,
  type UnixSeconds,
  unixSecondsOf,
  type ViewerBook,
} from '@medrec/protocol'
import { type Address, type Hex, isAddressEqual } from 'viem'
import type { ProfileSession } from './profile-session.ts'
import type { Relationship } from './relationships.ts'
import { resendWaiting } from './relay.ts'
import { readViewerBook } from './viewer-book-store.ts'

/** `pending`: signed, and the chain does not show it yet. */
export type GrantState = 'pending' | 'active' | 'ended' | 'stopped'

export type Grant = {
  readonly relationship: Relationship
  readonly commitment: Hex
  readonly state: GrantState
  /** Undefined where the viewer book does not name the commitment. */
  readonly viewer:
    | { readonly name: string; readonly role: string; readonly agent: Address; readonly at: string }
    | undefined
  readonly kinds: readonly Kind[]
  readonly purposes: readonly Purpose[]
  readonly notAfter: UnixSeconds
  readonly version: number
}

/** Lists the grants of one relationship, newest first, with the names from its viewer book. */
export async function listGrants(
  session: ProfileSession,
  relationship: Relationship,
): Promise<readonly Grant[]> {
  await resendWaiting(session)
  const [{ view }, sent] = await Promise.all([
    session.chain.read(),
    session.database.outbox.toArray(),
  ])
  const onChain = view.grants(relationship.id)
  const outbox = sent.filter((entry) => entry.relationshipId === relationship.id)
  if (onChain.length === 0 && outbox.length === 0) return []
  const { book } = await readViewerBook(session, relationship)
  const isBeingStopped = (commitment: Hex): boolean =>
    outbox.some((entry) => entry.isRevocation && entry.commitment === commitment)
  const shown = onChain.map(({ commitment, terms }): Grant => {
    const grant = grantOf(session, { relationship, book, commitment, terms })
    return isBeingStopped(commitment) ? { ...grant, state: 'stopped' } : grant
  })
  const waiting = outbox
    .filter((entry) => !hasArrived(view.grant(entry.relationshipId, entry.commitment), entry))
    .filter((entry) => !onChain.some(({ commitment }) => commitment === entry.commitment))
    .map(
      (entry): Grant => ({
        ...grantOf(session, {
          relationship,
          book,
          commitment: entry.commitment,
          terms: revocationTerms(entry.version),
        }),
        state: 'pending',
      }),
    )
  return [...waiting, ...shown.reverse()]
}

function grantOf(
  session: ProfileSession,
  parts: {
    readonly relationship: Relationship
    readonly book: ViewerBook
    readonly commitment: Hex
    readonly terms: GrantTerms
  },
): Grant {
  const { relationship, book, commitment, terms } = parts
  const entry = book.viewers.find((each) => each.commitment === commitment)
  const home =
    entry &&
    session.network.providers.find((provider) => isAddressEqual(provider.agent, entry.provider))
  return {
    relationship,
    commitment,
    state: stateOf(terms, relationship),
    viewer: entry && {
      name: entry.name,
      role: entry.role,
      agent: entry.viewer,
      at: home?.name ?? 'a provider that is not in this network any more',
    },
    kinds: kindsInMask(terms.readKinds),
    purposes: purposesInMask(terms.purposes),
    notAfter: terms.notAfter,
    version: terms.version,
  }
}

function stateOf(terms: GrantTerms, relationship: Relationship): GrantState {
  if (isRevocation(terms)) return 'stopped'
  const isOver = relationship.isEnded || terms.notAfter <= unixSecondsOf(new Date())
  return isOver ? 'ended' : 'active'
}
