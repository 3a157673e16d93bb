import type { Member, Network, PermissionView, Relayer } from '@medrec/ethereum-client'
import {
  isSameAddress,
  MedRecError,
  networkDomain,
  originOf,
  type RelayOpeningRequest,
  relationshipsDomain,
  relayedSchema,
  type SignedOpening,
  toWireJson,
  typedOpen,
  typedRelayOpening,
  type UnixSeconds,
} from '@medrec/protocol'
import {
  type Address,
  type Hex,
  hashTypedData,
  type LocalAccount,
  recoverTypedDataAddress,
} from 'viem'
import { shuffled } from './shuffled.ts'

const ORDER_SECONDS = 300
const ANSWER_MS = 8000

export type RelayThroughOthersDeps = {
  readonly network: Network
  readonly view: PermissionView
  readonly relayer: Relayer
  /** This provider's Agent and its key. */
  readonly self: Address
  readonly owner: LocalAccount
  readonly now: () => UnixSeconds
}

/**
 * Brings an opening to the chain through another member, taken at random, so that the chain does
 * not tell at which provider it was made; through this one if there is no other or none answers.
 */
export async function relayThroughOthers(
  opening: SignedOpening,
  deps: RelayThroughOthersDeps,
): Promise<Hex> {
  const others = deps.view.members().filter(({ agent }) => !isSameAddress(agent, deps.self))
  if (others.length > 0) {
    const body = toWireJson(await orderOf(opening, deps))
    for (const member of shuffled(others)) {
      const transaction = await askMember(member, body)
      if (transaction !== undefined) return transaction
    }
  }
  const { transaction } = await deps.relayer.submit({ type: 'Open', ...opening })
  return transaction
}

/**
 * Checks that a member ordered an opening to be relayed. @returns the member's Agent
 *
 * @throws {RelayOrderError} MEDREC_RELAY_ORDER_REFUSED
 */
export async function checkRelayOrder(
  request: RelayOpeningRequest,
  deps: Pick<RelayThroughOthersDeps, 'network' | 'view'>,
  now: UnixSeconds,
): Promise<Address> {
  const { network, view } = deps
  const { order, opening, signature } = request
  if (view.member(order.member) === undefined) throw new RelayOrderError('member')
  if (order.deadline < now || order.deadline > now + 2 * ORDER_SECONDS) {
    throw new RelayOrderError('deadline')
  }
  if (order.openHash !== openHashOf(opening, network)) throw new RelayOrderError('opening')
  const typed = typedRelayOpening(networkDomain(network), order)
  const signer = await recoverTypedDataAddress({ ...typed, signature }).catch(() => undefined)
  if (signer === undefined || !view.allows(order.member, signer, 'manage')) {
    throw new RelayOrderError('signature')
  }
  return order.member
}

async function orderOf(
  opening: SignedOpening,
  { network, self, owner, now }: RelayThroughOthersDeps,
): Promise<RelayOpeningRequest> {
  const openHash = openHashOf(opening, network)
  const order = { openHash, member: self, deadline: now() + ORDER_SECONDS }
  const signature = await owner.signTypedData(typedRelayOpening(networkDomain(network), order))
  return { opening, order, signature }
}

async function askMember(member: Member, body: string): Promise<Hex | undefined> {
  try {
    const response = await fetch(`${originOf(member.host)}/relay/openings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    if (response.status !== 202) return undefined
    return relayedSchema.parse(await response.json()).transaction
  } catch {
    return undefined
  }
}

function openHashOf(opening: SignedOpening, network: Network): Hex {
  const { chainId, relationships: contract } = network
  return hashTypedData(typedOpen(relationshipsDomain({ chainId, contract }), opening.message))
}

export type RelayOrderFault = 'member' | 'deadline' | 'opening' | 'signature'

export class RelayOrderError extends MedRecError<
  'MEDREC_RELAY_ORDER_REFUSED',
  { readonly fault: RelayOrderFault }
> {
  override readonly name = 'RelayOrderError'

  constructor(fault: RelayOrderFault) {
    super(
      'MEDREC_RELAY_ORDER_REFUSED',
      'Openings are relayed on the signed order of a member of this network only.',
      { details: { fault } },
    )
  }
}
