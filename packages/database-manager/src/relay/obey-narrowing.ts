import {
  type Network,
  narrowingsOf,
  type PermissionView,
  type RelayMessage,
} from '@medrec/ethereum-client'
import {
  type GrantMessage,
  type GrantTerms,
  isRevocation,
  type RelayRequest,
  toWireJson,
  type UnixSeconds,
} from '@medrec/protocol'
import { type Hex, keccak256, stringToBytes } from 'viem'
import type { Store } from '../store/store.ts'
import { type MayNarrowDeps, mayNarrow } from './may-narrow.ts'

export type ObeyDeps = MayNarrowDeps & {
  readonly network: Network
  readonly view: PermissionView
  readonly store: Store
}

/**
 * Obeys what a signed message takes away from this moment on, before any block has it, and keeps
 * it on disk together with the message. Only what takes something away that is there, what the
 * signer may take away and what is not late.
 *
 * @returns true if something was narrowed
 * @throws {RelayError} why the chain would refuse it
 */
export async function obeyNarrowing(
  request: RelayRequest,
  deps: ObeyDeps,
  now: UnixSeconds,
): Promise<boolean> {
  const { message } = request
  if (!('deadline' in message) || message.deadline < now) return false
  const relay: RelayMessage = request
  const narrowings = narrowingsOf(relay).filter((narrowing) =>
    narrowing.type === 'grant' ? takesAway(narrowing, deps.view) : deps.view.wouldNarrow(narrowing),
  )
  if (narrowings.length === 0 || !(await mayNarrow(request, deps))) return false
  await deps.view.narrow(narrowings)
  await keepMessage(request, deps.store, { now, deadline: message.deadline })
  return true
}

/** Says whether a change of grants takes anything away from what is in force, whoever signed it. */
export function narrowsGrants(
  request: Extract<RelayRequest, { type: 'SetGrants' }>,
  view: PermissionView,
): boolean {
  const { relationshipId, grants } = request.message
  return grants.some(({ commitment, ...terms }) =>
    takesAway({ relationshipId, commitment, terms }, view),
  )
}

/** Whether the new terms allow anything less than those in force, by a version that counts. */
function takesAway(
  next: { readonly relationshipId: Hex; readonly commitment: Hex; readonly terms: GrantTerms },
  view: PermissionView,
): boolean {
  const { terms } = next
  const current = view.grant(next.relationshipId, next.commitment)
  // A revocation may overtake the grant it revokes.
  if (current === undefined) return isRevocation(terms)
  if (isRevocation(terms)) return terms.version >= current.version && !isRevocation(current)
  return terms.version > current.version && isNarrower(terms, current)
}

function isNarrower(
  next: Omit<GrantMessage, 'commitment'>,
  current: Omit<GrantMessage, 'commitment'>,
): boolean {
  return (
    (current.readKinds & ~next.readKinds) !== 0n ||
    (current.writeKinds & ~next.writeKinds) !== 0n ||
    (current.purposes & ~next.purposes) !== 0 ||
    next.notBefore > current.notBefore ||
    next.notAfter < current.notAfter ||
    next.finerTerms !== current.finerTerms
  )
}

async function keepMessage(
  request: RelayRequest,
  store: Store,
  { now, deadline }: { readonly now: UnixSeconds; readonly deadline: UnixSeconds },
): Promise<void> {
  const text = toWireJson(request)
  await store.write
    .insertInto('narrowing_messages')
    .values({
      id: keccak256(stringToBytes(text)),
      request: text,
      kept_at: now,
      deadline,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
