import {
  accessLogAnchorsAbi,
  agentAbi,
  agentFactoryAbi,
  agentGroupsAbi,
  relationshipsAbi,
} from '@medrec/smart-contracts'
import { type Address, encodeFunctionData, type Hex } from 'viem'
import { compactSignature, packGrants, pointerWords } from './contract-arguments.ts'
import type { Network } from './network.ts'
import type { RelayMessage, RelayMessageOf, RelayType } from './relay-message.ts'

/** The call that submits a message. */
export type RelayCall = { readonly to: Address; readonly data: Hex }

/** Which contract takes a message: one of the network's, or the Agent that the message names. */
const PLACES = {
  Open: 'relationships',
  SetGrants: 'relationships',
  End: 'relationships',
  RotateDelegate: 'relationships',
  Release: 'relationships',
  EnableOwner: 'agent',
  DisableOwner: 'agent',
  RotateOwner: 'agent',
  SetCustodian: 'agent',
  SetCustody: 'agent',
  SetGuardians: 'agent',
  Recover: 'agent',
  VetoRecovery: 'agent',
  CompleteRecovery: 'agent',
  SetSwitch: 'agent',
  Touch: 'agent',
  Found: 'groups',
  SetMembership: 'groups',
  Anchor: 'anchors',
  CreateAgent: 'factory',
} as const satisfies Readonly<Record<RelayType, keyof Network | 'agent'>>

/** The contracts that messages of a type are for. */
export type ContractsFor<Type extends RelayType> = Pick<
  Network,
  Exclude<(typeof PLACES)[Type], 'agent'>
>

const relationships = { abi: relationshipsAbi } as const
const agent = { abi: agentAbi } as const
const groups = { abi: agentGroupsAbi } as const

const DATA: { readonly [Type in RelayType]: (relay: RelayMessageOf<Type>) => Hex } = {
  Open({ message, patientSignature, delegateSignature }) {
    const sealedPointer = pointerWords(message.sealedPointer)
    const args = [
      { ...message, sealedPointer, grants: packGrants(message.grants) },
      compactSignature(patientSignature),
      compactSignature(delegateSignature),
    ] as const
    return encodeFunctionData({ ...relationships, functionName: 'open', args })
  },
  SetGrants({ message, signature }) {
    const packed = { ...message, grants: packGrants(message.grants) }
    const args = [packed, compactSignature(signature)] as const
    return encodeFunctionData({ ...relationships, functionName: 'setGrants', args })
  },
  End({ message, signature }) {
    const args = [message, compactSignature(signature)] as const
    return encodeFunctionData({ ...relationships, functionName: 'end', args })
  },
  RotateDelegate({ message, currentSignature, nextSignature }) {
    const signatures = [
      compactSignature(currentSignature),
      compactSignature(nextSignature),
    ] as const
    const args = [message, ...signatures] as const
    return encodeFunctionData({ ...relationships, functionName: 'rotateDelegate', args })
  },
  Release({ message }) {
    const args = [{ ...message, grants: packGrants(message.grants) }] as const
    return encodeFunctionData({ ...relationships, functionName: 'release', args })
  },
  EnableOwner({ message, signature, ownerSignature }) {
    const args = [message, compactSignature(signature), compactSignature(ownerSignature)] as const
    return encodeFunctionData({ ...agent, functionName: 'enableOwner', args })
  },
  DisableOwner({ message, signature }) {
    const args = [message, compactSignature(signature)] as const
    return encodeFunctionData({ ...agent, functionName: 'disableOwner', args })
  },
  RotateOwner({ message, signature, ownerSignature }) {
    const args = [message, compactSignature(signature), compactSignature(ownerSignature)] as const
    return encodeFunctionData({ ...agent, functionName: 'rotateOwner', args })
  },
  SetCustodian({ message, signature }) {
    const args = [message, compactSignature(signature)] as const
    return encodeFunctionData({ ...agent, functionName: 'setCustodian', args })
  },
  SetCustody({ message, signature }) {
    const args = [message, compactSignature(signature)] as const
    return encodeFunctionData({ ...agent, functionName: 'setCustody', args })
  },
  SetGuardians({ message, signature }) {
    const args = [message, compactSignature(signature)] as const
    return encodeFunctionData({ ...agent, functionName: 'setGuardians', args })
  },
  Recover({ message, guardians, approvals, ownerSignature }) {
    const opened = approvals.map(({ index, salt, signature }) => ({
      ...{ index: BigInt(index), salt },
      signature: compactSignature(signature),
    }))
    const args = [message, guardians, opened, compactSignature(ownerSignature)] as const
    return encodeFunctionData({ ...agent, functionName: 'proposeRecovery', args })
  },
  VetoRecovery({ message, signature }) {
    const args = [message, compactSignature(signature)] as const
    return encodeFunctionData({ ...agent, functionName: 'vetoRecovery', args })
  },
  CompleteRecovery({ message }) {
    const args = [message.owner, message.sealedPointer] as const
    return encodeFunctionData({ ...agent, functionName: 'completeRecovery', args })
  },
  SetSwitch({ message, signature }) {
    const args = [message, compactSignature(signature)] as const
    return encodeFunctionData({ ...agent, functionName: 'setSwitch', args })
  },
  Touch({ message, signature }) {
    const args = [message, compactSignature(signature)] as const
    return encodeFunctionData({ ...agent, functionName: 'touch', args })
  },
  Found({ message, signature }) {
    const args = [message, compactSignature(signature)] as const
    return encodeFunctionData({ ...groups, functionName: 'found', args })
  },
  SetMembership({ message, signature }) {
    const args = [message, compactSignature(signature)] as const
    return encodeFunctionData({ ...groups, functionName: 'setMembership', args })
  },
  Anchor({ message, signature }) {
    const args = [message, compactSignature(signature)] as const
    return encodeFunctionData({ abi: accessLogAnchorsAbi, functionName: 'anchor', args })
  },
  CreateAgent({ owner }) {
    const args = [owner] as const
    return encodeFunctionData({ abi: agentFactoryAbi, functionName: 'createAgent', args })
  },
}

/**
 * Encodes the call that submits a message.
 *
 * @throws {RelayError} MEDREC_RELAY_INVALID_SIGNATURE if a signature is not one.
 */
export function callOf<Type extends RelayType>(
  contracts: ContractsFor<Type>,
  relay: RelayMessageOf<Type>,
): RelayCall
export function callOf(contracts: Partial<Network>, relay: RelayMessage): RelayCall {
  // The table has one function for each type, which TypeScript does not carry through the look-up.
  const encode = DATA[relay.type] as (relay: RelayMessage) => Hex
  return { to: placeOf(contracts, relay), data: encode(relay) }
}

function placeOf(contracts: Partial<Network>, relay: RelayMessage): Address {
  const place = PLACES[relay.type]
  const address = place === 'agent' ? 'agent' in relay && relay.agent : contracts[place]
  // The signature above rules it out.
  if (!address) throw new TypeError(`A ${relay.type} is for a contract that was not named.`)
  return address
}
