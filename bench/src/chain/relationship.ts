import { callOf, type RelayCall, type RelayMessage } from '@medrec/ethereum-client'
import {
  type GrantMessage,
  KINDS_HASH,
  KINDS_VERSION,
  relationshipIdOf,
  relationshipsDomain,
  typedOpen,
  typedSetGrants,
  type UnixSeconds,
} from '@medrec/protocol'
import { type Address, concat, getContractAddress, type Hex, pad } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'

/** What a chain's contracts are named by. */
export type ContractPlaces = {
  readonly chainId: number
  readonly relationships: Address
  readonly factory: Address
  /** The code behind every Agent. */
  readonly implementation: Address
}

/** A relationship with the keys of both sides, so that it can be opened and changed. */
export type Relationship = {
  readonly id: Hex
  readonly agent: Address
  readonly owner: PrivateKeyAccount
  readonly delegate: PrivateKeyAccount
}

/** When a message is good until, and the table of kinds it was signed under. */
const UNDER = { kindsVersion: KINDS_VERSION, kindsHash: KINDS_HASH }

/** Names the relationship that these two keys would open. */
export function relationshipOf(
  chain: ContractPlaces,
  { owner, delegate }: Pick<Relationship, 'owner' | 'delegate'>,
): Relationship {
  const agent = agentOf(chain, owner.address)
  const { chainId, relationships: contract } = chain
  const id = relationshipIdOf({ chainId, contract, agent, firstDelegate: delegate.address })
  return { id, agent, owner, delegate }
}

/** As the factory's `agentOf`: an ERC-1167 clone by CREATE2 from the owner. */
function agentOf({ factory, implementation }: ContractPlaces, owner: Address): Address {
  return getContractAddress({
    opcode: 'CREATE2',
    from: factory,
    salt: pad(owner),
    bytecode: concat([
      '0x3d602d80600a3d3981f3363d3d373d3d3d363d73',
      implementation,
      '0x5af43d82803e903d91602b57fd5bf3',
    ]),
  })
}

/** What stands in an opening besides who opens. */
export type Opening = {
  readonly sealedPointer: Hex
  readonly grants: readonly GrantMessage[]
  readonly deadline: UnixSeconds
}

/** Signs an opening by both sides. */
export async function openingMessage(
  chain: ContractPlaces,
  { owner, agent, delegate }: Relationship,
  opening: Opening,
) {
  const parties = { owner: owner.address, agent, delegate: delegate.address }
  const message = { ...parties, ...opening, ...UNDER }
  const typed = typedOpen(domainOf(chain), message)
  const patientSignature = await owner.signTypedData(typed)
  // The same key signs the same bytes.
  const delegateSignature =
    delegate === owner ? patientSignature : await delegate.signTypedData(typed)
  return { message, patientSignature, delegateSignature }
}

/** Signs an opening by both sides. @returns the call that submits it */
export async function signedOpening(
  chain: ContractPlaces,
  relationship: Relationship,
  opening: Opening,
): Promise<RelayCall> {
  return callOf(chain, { type: 'Open', ...(await openingMessage(chain, relationship, opening)) })
}

/** Signs grants and revocations. */
export async function grantsMessage(
  chain: ContractPlaces,
  { id, owner }: Relationship,
  change: Pick<Opening, 'grants' | 'deadline'>,
) {
  const message = { relationshipId: id, ...change, ...UNDER }
  const signature = await owner.signTypedData(typedSetGrants(domainOf(chain), message))
  return { type: 'SetGrants', message, signature } as const satisfies RelayMessage
}

/** Signs grants and revocations. @returns the call that submits them */
export async function signedGrants(
  chain: ContractPlaces,
  relationship: Relationship,
  change: Pick<Opening, 'grants' | 'deadline'>,
): Promise<RelayCall> {
  return callOf(chain, await grantsMessage(chain, relationship, change))
}

function domainOf({ chainId, relationships: contract }: ContractPlaces) {
  return relationshipsDomain({ chainId, contract })
}
