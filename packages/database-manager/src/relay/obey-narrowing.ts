import {
  type Network,
  narrowingsOf,
  type PermissionView,
  type RelayMessage,
  signerOf,
} from '@medrec/ethereum-client'
import {
  type GrantMessage,
  type GrantTerms,
  isRevocation,
  isSameAddress,
  type RelayRequest,
  toWireJson,
  type UnixSeconds,
} from '@medrec/protocol'
import { type Hex, keccak256, stringToBytes } from 'viem'
import type { Store } from '../store/store.ts'

export type ObeyDeps = {
  readonly network: Network
  readonly view: PermissionView
  readonly store: Store
  /** Whether the relationship is linked to a patient here. */
  readonly isHeldHere: (relationshipId: Hex) => Promise<boolean>
}

/**
 * Obeys what a signed message takes away from this moment on, before any block has it, and keeps
 * it on disk together with the message. Only what the signer may take away and is not late.
 *
 * @returns true if something was narrowed
 */
export async function obeyNarrowing(
  request: RelayRequest,
  deps: ObeyDeps,
  now: UnixSeconds,
): Promise<boolean> {
  if (request.type === 'RotateDelegate' || request.type === 'EnableOwner') return false
  if (request.message.deadline < now || !(await mayNarrow(request, deps))) return false
  const narrowings = narrowingsOf(request).filter(
    (narrowing) => narrowing.type !== 'grant' || takesAway(narrowing, deps.view),
  )
  if (narrowings.length === 0) return false
  await deps.view.narrow(narrowings)
  await keepMessage(request, deps.store, now)
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

type NarrowingRequest = Extract<RelayRequest, { type: 'SetGrants' | 'End' | 'DisableOwner' }>

async function mayNarrow(request: NarrowingRequest, deps: ObeyDeps): Promise<boolean> {
  const { network, view } = deps
  const message: RelayMessage = request
  const signer = await signerOf(network, message).catch(() => undefined)
  if (signer === undefined) return false
  if (request.type === 'DisableOwner') return view.allows(request.agent, signer, 'manage')
  const { relationshipId } = request.message
  const relationship = view.relationship(relationshipId)
  if (relationship === undefined || !(await deps.isHeldHere(relationshipId))) return false
  if (request.type === 'SetGrants') return view.allows(relationship.agent, signer, 'grant')
  const isDelegate = isSameAddress(relationship.delegate, signer)
  return isDelegate || view.allows(relationship.agent, signer, 'manage')
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

async function keepMessage(request: RelayRequest, store: Store, now: UnixSeconds): Promise<void> {
  const text = toWireJson(request)
  await store.write
    .insertInto('narrowing_messages')
    .values({
      id: keccak256(stringToBytes(text)),
      request: text,
      kept_at: now,
      deadline: request.message.deadline,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
