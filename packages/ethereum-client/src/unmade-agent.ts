import { agentDomain, typedRotateOwner } from '@medrec/protocol'
import { agentFactoryAbi } from '@medrec/smart-contracts'
import { type Address, isAddressEqual, recoverTypedDataAddress } from 'viem'
import type { Network } from './network.ts'
import { RelayError } from './relay-error.ts'
import type { RelayMessage, RelayMessageOf } from './relay-message.ts'
import { signerOf } from './relay-signer.ts'

/** An Agent that stands nowhere yet, and the key it is made from. */
export type UnmadeAgent = { readonly agent: Address; readonly owner: Address }

/**
 * The first owner of an Agent that a message is for and that was not made yet; undefined if it was.
 *
 * @throws {RelayError} MEDREC_RELAY_NOT_ALLOWED if the signer is not that owner, and what the Agent
 *   would refuse as it is made, so that nobody has to pay for its making to hear it.
 */
export async function unmadeOwnerOf(
  network: Network,
  message: RelayMessage,
): Promise<UnmadeAgent | undefined> {
  if (!('agent' in message)) return undefined
  const { agent } = message
  if ((await network.client.getCode({ address: agent })) !== undefined) return undefined
  if (message.type === 'CompleteRecovery') throw new RelayError('MEDREC_RELAY_NO_RECOVERY')
  const owner = await signerOf(network, message)
  if (owner === undefined || !(await isFirstOwner(network, agent, owner))) {
    throw new RelayError('MEDREC_RELAY_NOT_ALLOWED')
  }
  if (message.message.nonce !== 0n) throw new RelayError('MEDREC_RELAY_STALE_NONCE')
  await refuseOfNewborn(network, message, owner)
  return { agent, owner }
}

type ToAgent = Exclude<Extract<RelayMessage, { agent: Address }>, { type: 'CompleteRecovery' }>

async function isFirstOwner(network: Network, agent: Address, owner: Address): Promise<boolean> {
  const own = await network.client.readContract({
    ...{ address: network.factory, abi: agentFactoryAbi },
    ...{ functionName: 'agentOf', args: [owner] },
  })
  return isAddressEqual(own, agent)
}

/** What an Agent with one owner and nothing else refuses, whatever was signed. */
async function refuseOfNewborn(network: Network, message: ToAgent, owner: Address): Promise<void> {
  switch (message.type) {
    case 'DisableOwner': {
      const isOwner = isAddressEqual(message.message.owner, owner)
      throw new RelayError(isOwner ? 'MEDREC_RELAY_LAST_OWNER' : 'MEDREC_RELAY_NOT_ENABLED')
    }
    case 'RotateOwner':
      return await refuseRotation(network, message, owner)
    case 'SetCustody':
      throw new RelayError('MEDREC_RELAY_NO_CUSTODIAN')
    case 'Recover':
    case 'VetoRecovery':
      throw new RelayError('MEDREC_RELAY_NO_RECOVERY')
    case 'EnableOwner':
    case 'SetCustodian':
    case 'SetGuardians':
    case 'SetSwitch':
    case 'Touch':
  }
}

async function refuseRotation(
  network: Network,
  { agent, message, ownerSignature: signature }: RelayMessageOf<'RotateOwner'>,
  owner: Address,
): Promise<void> {
  if (!isAddressEqual(message.oldOwner, owner)) throw new RelayError('MEDREC_RELAY_NOT_ENABLED')
  const typed = typedRotateOwner(agentDomain({ chainId: network.chainId, agent }), message)
  const signer = await recoverTypedDataAddress({ ...typed, signature })
  if (!isAddressEqual(signer, message.newOwner)) throw new RelayError('MEDREC_RELAY_NOT_ALLOWED')
}
