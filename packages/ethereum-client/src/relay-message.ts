import {
  agentDomain,
  type DisableOwnerMessage,
  type EnableOwnerMessage,
  type EndMessage,
  type OpenMessage,
  type RotateDelegateMessage,
  relationshipsDomain,
  type SetGrantsMessage,
  typedDisableOwner,
  typedEnableOwner,
  typedEnd,
  typedOpen,
  typedRotateDelegate,
  typedSetGrants,
} from '@medrec/protocol'
import { agentAbi, agentFactoryAbi, relationshipsAbi } from '@medrec/smart-contracts'
import { type Address, encodeFunctionData, type Hex, recoverTypedDataAddress } from 'viem'
import { compactSignature, packGrants, pointerWords } from './contract-arguments.ts'
import type { Narrowing } from './narrowing.ts'
import type { Network } from './network.ts'

/** A signed message that anybody may submit, or the one order that needs no signature. */
export type RelayMessage =
  | {
      readonly type: 'Open'
      readonly message: OpenMessage
      readonly patientSignature: Hex
      readonly delegateSignature: Hex
    }
  | { readonly type: 'SetGrants'; readonly message: SetGrantsMessage; readonly signature: Hex }
  | { readonly type: 'End'; readonly message: EndMessage; readonly signature: Hex }
  | {
      readonly type: 'RotateDelegate'
      readonly message: RotateDelegateMessage
      readonly currentSignature: Hex
      readonly nextSignature: Hex
    }
  | {
      readonly type: 'EnableOwner'
      readonly agent: Address
      readonly message: EnableOwnerMessage
      readonly signature: Hex
      /** Of the key that is enabled. */
      readonly ownerSignature: Hex
    }
  | {
      readonly type: 'DisableOwner'
      readonly agent: Address
      readonly message: DisableOwnerMessage
      readonly signature: Hex
    }
  | { readonly type: 'CreateAgent'; readonly owner: Address }

/** The call that submits a message. */
export type RelayCall = { readonly to: Address; readonly data: Hex }

/** Encodes the call that submits a message. */
export function callOf(
  network: Pick<Network, 'factory' | 'relationships'>,
  relay: RelayMessage,
): RelayCall {
  const relationships = { abi: relationshipsAbi } as const
  switch (relay.type) {
    case 'Open': {
      const { message, patientSignature, delegateSignature } = relay
      const args = [
        {
          ...message,
          sealedPointer: pointerWords(message.sealedPointer),
          grants: packGrants(message.grants),
        },
        compactSignature(patientSignature),
        compactSignature(delegateSignature),
      ] as const
      return {
        to: network.relationships,
        data: encodeFunctionData({ ...relationships, functionName: 'open', args }),
      }
    }
    case 'SetGrants': {
      const { message, signature } = relay
      const packed = { ...message, grants: packGrants(message.grants) }
      const args = [packed, compactSignature(signature)] as const
      return {
        to: network.relationships,
        data: encodeFunctionData({ ...relationships, functionName: 'setGrants', args }),
      }
    }
    case 'End': {
      const args = [relay.message, compactSignature(relay.signature)] as const
      return {
        to: network.relationships,
        data: encodeFunctionData({ ...relationships, functionName: 'end', args }),
      }
    }
    case 'RotateDelegate': {
      const args = [
        relay.message,
        compactSignature(relay.currentSignature),
        compactSignature(relay.nextSignature),
      ] as const
      return {
        to: network.relationships,
        data: encodeFunctionData({ ...relationships, functionName: 'rotateDelegate', args }),
      }
    }
    case 'EnableOwner': {
      const args = [
        relay.message,
        compactSignature(relay.signature),
        compactSignature(relay.ownerSignature),
      ] as const
      return {
        to: relay.agent,
        data: encodeFunctionData({ abi: agentAbi, functionName: 'enableOwner', args }),
      }
    }
    case 'DisableOwner': {
      const args = [relay.message, compactSignature(relay.signature)] as const
      return {
        to: relay.agent,
        data: encodeFunctionData({ abi: agentAbi, functionName: 'disableOwner', args }),
      }
    }
    case 'CreateAgent':
      return {
        to: network.factory,
        data: encodeFunctionData({
          abi: agentFactoryAbi,
          functionName: 'createAgent',
          args: [relay.owner],
        }),
      }
  }
}

/**
 * Recovers who signed a message, for whoever obeys it before a block has it. Of two signers the
 * first named in {@link RelayMessage}; undefined where nobody signs.
 */
export async function signerOf(
  network: Network,
  relay: RelayMessage,
): Promise<Address | undefined> {
  const { chainId, relationships: contract } = network
  const domain = relationshipsDomain({ chainId, contract })
  switch (relay.type) {
    case 'Open':
      return recoverTypedDataAddress({
        ...typedOpen(domain, relay.message),
        signature: relay.patientSignature,
      })
    case 'SetGrants':
      return recoverTypedDataAddress({
        ...typedSetGrants(domain, relay.message),
        signature: relay.signature,
      })
    case 'End':
      return recoverTypedDataAddress({
        ...typedEnd(domain, relay.message),
        signature: relay.signature,
      })
    case 'RotateDelegate':
      return recoverTypedDataAddress({
        ...typedRotateDelegate(domain, relay.message),
        signature: relay.currentSignature,
      })
    case 'EnableOwner':
      return recoverTypedDataAddress({
        ...typedEnableOwner(agentDomain({ chainId, agent: relay.agent }), relay.message),
        signature: relay.signature,
      })
    case 'DisableOwner':
      return recoverTypedDataAddress({
        ...typedDisableOwner(agentDomain({ chainId, agent: relay.agent }), relay.message),
        signature: relay.signature,
      })
    case 'CreateAgent':
      return undefined
  }
}

/** What a message takes away, for {@link PermissionView.narrow}; most messages nothing. */
export function narrowingsOf(relay: RelayMessage): readonly Narrowing[] {
  switch (relay.type) {
    case 'SetGrants': {
      const { relationshipId, grants } = relay.message
      return grants.map(({ commitment, ...terms }) => ({
        type: 'grant',
        relationshipId,
        commitment,
        terms,
      }))
    }
    case 'End':
      return [{ type: 'ended', relationshipId: relay.message.relationshipId }]
    case 'DisableOwner': {
      const { owner, nonce } = relay.message
      return [{ type: 'owner-disabled', agent: relay.agent, owner, nonce }]
    }
    case 'Open':
    case 'RotateDelegate':
    case 'EnableOwner':
    case 'CreateAgent':
      return []
  }
}
