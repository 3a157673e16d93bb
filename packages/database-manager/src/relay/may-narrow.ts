import { setTimeout } from 'node:timers/promises'
import {
  type Network,
  type PermissionView,
  RelayError,
  type Relayer,
  signerOf,
} from '@medrec/ethereum-client'
import { isSameAddress, type RelayRequest } from '@medrec/protocol'
import type { Address, Hex } from 'viem'

export type MayNarrowDeps = {
  readonly network: Network
  readonly view: PermissionView
  readonly relayer: Pick<Relayer, 'simulate'>
  /** Whether the relationship is linked to a patient here. */
  readonly isHeldHere: (relationshipId: Hex) => Promise<boolean>
}

/** Longer than any answer of a chain that is there; who revokes does not wait for one that hangs. */
const CHAIN_ANSWERS_WITHIN_MS = 2000

/**
 * Says whether whoever signed a message may take away what it takes. What carries a number is asked
 * of the chain, which alone knows the next one; while that is away, what the view knows decides.
 *
 * @throws {RelayError} why the chain would refuse it
 */
export async function mayNarrow(request: RelayRequest, deps: MayNarrowDeps): Promise<boolean> {
  const { network, view, isHeldHere } = deps
  const signer = await signerOf(network, request).catch(() => undefined)
  if (signer === undefined) return false
  if (request.type === 'SetGrants' || request.type === 'End') {
    const { relationshipId } = request.message
    const relationship = view.relationship(relationshipId)
    if (relationship === undefined || !(await isHeldHere(relationshipId))) return false
    if (request.type === 'SetGrants') return view.allows(relationship.agent, signer, 'grant')
    const isDelegate = isSameAddress(relationship.delegate, signer)
    return isDelegate || view.allows(relationship.agent, signer, 'manage')
  }
  return (await passesOnChain(request, deps)) || mayByView(request, signer, view)
}

/** @returns false if the chain does not answer */
async function passesOnChain(
  request: RelayRequest,
  { relayer }: Pick<MayNarrowDeps, 'relayer'>,
): Promise<boolean> {
  const answers = relayer.simulate(request).then(() => true)
  const hangs = setTimeout(CHAIN_ANSWERS_WITHIN_MS, false, { ref: false })
  try {
    return await Promise.race([answers, hangs])
  } catch (error) {
    if (error instanceof RelayError && error.code === 'MEDREC_RELAY_UNREACHABLE') return false
    throw error
  } finally {
    // Nobody listens any more if it hung.
    answers.catch(() => undefined)
  }
}

function mayByView(request: RelayRequest, signer: Address, view: PermissionView): boolean {
  switch (request.type) {
    case 'DisableOwner':
      // Whoever disables itself may be the last: that the chain has to say.
      return (
        view.allows(request.agent, signer, 'manage') &&
        !isSameAddress(signer, request.message.owner)
      )
    case 'RotateOwner':
    case 'SetCustody':
      return view.allows(request.agent, signer, 'manage')
    case 'SetCustodian':
      return (
        view.allows(request.agent, signer, 'manage') ||
        isSameAddress(signer, request.message.custodian)
      )
    case 'SetMembership': {
      // Who administers a group is not in the view; to leave it, nobody has to.
      const { agent, administrator } = request.message
      return isSameAddress(agent, administrator) && view.allows(administrator, signer, 'manage')
    }
    default:
      return false
  }
}
