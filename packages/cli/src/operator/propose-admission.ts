import type { RegistryProposal } from '@medrec/ethereum-client'
import { agentFactoryAbi } from '@medrec/smart-contracts'
import { type Address, encodeFunctionData, type Hex, parseEther } from 'viem'
import { checkJoinRequest, type JoinRequest } from './join-request.ts'
import { type MemberDesk, providerAgentOf } from './member-desk.ts'
import { addKnownPeer } from './node-folder.ts'

/** Enough for a provider's fees for years; coins buy nothing else here. */
const FIRST_WEI = parseEther('1000')
const MINED_WITHIN_MS = 60_000

/**
 * Makes the newcomer's Agent, gives its account coins, tells one's own node of its node, and
 * proposes it. A step that was done before is not done again.
 *
 * @throws {JoinRequestError} MEDREC_JOIN_REQUEST_REFUSED; nothing was done
 * @throws {RegistryActionError} MEDREC_REGISTRY_ACTION_REFUSED
 */
export async function proposeAdmission(
  desk: MemberDesk,
  request: JoinRequest,
  say: (line: string) => void,
): Promise<RegistryProposal> {
  const { network } = desk
  await checkJoinRequest(request, network, Math.floor(Date.now() / 1000))
  const { record, owner } = request
  const isMade = await network.client.getCode({ address: await providerAgentOf(network, owner) })
  if (isMade === undefined) {
    say('Making its Agent')
    const data = encodeFunctionData({
      ...{ abi: agentFactoryAbi, functionName: 'createProviderAgent', args: [owner] },
    })
    await send(desk, { to: network.factory, data, value: 0n })
  }
  const owned = await network.client.getBalance({ address: record.account })
  if (owned < FIRST_WEI) {
    say('Giving its account coins for fees')
    await send(desk, { to: record.account, data: '0x', value: FIRST_WEI - owned })
  }
  say('Telling our node of its node')
  await addNewcomerPeer(desk, request)
  say('Proposing')
  const agent = await providerAgentOf(network, owner)
  const [proposal] = await desk.act({ type: 'propose-admission', newcomer: { agent, ...record } })
  if (proposal === undefined) throw new TypeError('A proposal was made and is not there.')
  return proposal
}

/** Lets the newcomer's node speak with ours, and our voter ask whether it is there. */
export function addNewcomerPeer({ folder }: MemberDesk, { record, enode }: JoinRequest) {
  return addKnownPeer(folder, { name: record.name, sealer: record.sealer, enode })
}

async function send(
  { network, account }: MemberDesk,
  call: { readonly to: Address; readonly data: Hex; readonly value: bigint },
): Promise<void> {
  const { client, chainId } = network
  const [gas, fees, nonce] = await Promise.all([
    client.estimateGas({ ...call, account: account.address }),
    client.estimateFeesPerGas({ chain: null, type: 'eip1559' }),
    client.getTransactionCount({ address: account.address, blockTag: 'pending' }),
  ])
  const serializedTransaction = await account.signTransaction({
    ...{ type: 'eip1559', chainId, nonce, ...call, ...fees, gas: (gas * 13n) / 10n },
  })
  const hash = await client.sendRawTransaction({ serializedTransaction })
  await client.waitForTransactionReceipt({ hash, timeout: MINED_WITHIN_MS, pollingInterval: 100 })
}
