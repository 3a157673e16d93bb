import { agentDomain, type ExecuteMessage, MedRecError, typedExecute } from '@medrec/protocol'
import { agentAbi, agentRegistryAbi } from '@medrec/smart-contracts'
import {
  type Address,
  BaseError,
  decodeErrorResult,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  isHex,
  type LocalAccount,
  parseEventLogs,
} from 'viem'
import { compactSignature } from './contract-arguments.ts'
import type { Member, Network } from './network.ts'
import type { RelayCall } from './relay-call.ts'

/** What a member does in the registry. Who is admitted or removed is decided by votes alone. */
export type RegistryAction =
  | { readonly type: 'propose-admission'; readonly newcomer: Member }
  /** The whole record that takes the place of the proposer's own. */
  | { readonly type: 'propose-update'; readonly updated: Member }
  /** `target` is the Agent of another member. */
  | { readonly type: 'propose-removal'; readonly target: Address }
  | { readonly type: 'vote'; readonly id: Hex; readonly isInFavour: boolean }
  | { readonly type: 'withdraw'; readonly id: Hex }
  | { readonly type: 'enact'; readonly id: Hex; readonly content: Hex }
  | { readonly type: 'leave' }

/** Actions that a provider's Agent takes together or not at all, signed by one of its owners. */
export type SignedActions = {
  readonly agent: Address
  readonly message: ExecuteMessage
  readonly signature: Hex
}

/** A proposal as it was made; `enact` takes both. */
export type RegistryProposal = { readonly id: Hex; readonly content: Hex }

const registry = { abi: agentRegistryAbi } as const
/** What other messages change between the estimate and the block must fit in. */
const GAS_MARGIN_PERCENT = 130n
const MINED_WITHIN_MS = 60_000

/** Encodes the call that an action is. `enact` alone may be called by anybody. */
export function registryCallOf(network: Network, action: RegistryAction): RelayCall {
  return { to: network.registry, data: dataOf(action) }
}

function dataOf(action: RegistryAction): Hex {
  switch (action.type) {
    case 'propose-admission':
      return encodeFunctionData({
        ...registry,
        functionName: 'proposeAdmission',
        args: [action.newcomer],
      })
    case 'propose-update':
      return encodeFunctionData({
        ...registry,
        functionName: 'proposeUpdate',
        args: [action.updated],
      })
    case 'propose-removal':
      return encodeFunctionData({
        ...registry,
        functionName: 'proposeRemoval',
        args: [action.target],
      })
    case 'vote':
      return encodeFunctionData({
        ...registry,
        functionName: 'vote',
        args: [action.id, action.isInFavour],
      })
    case 'withdraw':
      return encodeFunctionData({ ...registry, functionName: 'withdraw', args: [action.id] })
    case 'enact':
      return encodeFunctionData({
        ...registry,
        functionName: 'enact',
        args: [action.id, action.content],
      })
    case 'leave':
      return encodeFunctionData({ ...registry, functionName: 'leave' })
  }
}

/**
 * Signs actions of a provider's Agent, for anybody to relay.
 *
 * @param options.owner an enabled key of the Agent
 * @param options.deadline Unix seconds
 */
export async function signRegistryActions(options: {
  readonly network: Network
  readonly agent: Address
  readonly owner: LocalAccount
  readonly actions: readonly RegistryAction[]
  readonly deadline: number
}): Promise<SignedActions> {
  const { network, agent, owner, actions, deadline } = options
  const contract = { address: agent, abi: agentAbi } as const
  const [, , , , nonce] = await network.client.readContract({
    ...contract,
    functionName: 'nonces',
  })
  const message = {
    calls: actions.map((action) => registryCallOf(network, action)),
    ...{ nonce, deadline },
  }
  const domain = agentDomain({ chainId: network.chainId, agent })
  return { agent, message, signature: await owner.signTypedData(typedExecute(domain, message)) }
}

/**
 * Relays signed actions from an account that pays, and waits until a block has them.
 *
 * @returns the proposals that were made, in order.
 * @throws {RegistryActionError} MEDREC_REGISTRY_ACTION_REFUSED if Agent or registry refuses;
 *   nothing was sent, or nothing changed.
 */
export async function relayRegistryActions(options: {
  readonly network: Network
  readonly account: LocalAccount
  readonly signed: SignedActions
}): Promise<readonly RegistryProposal[]> {
  const { network, account, signed } = options
  const { client } = network
  const args = [signed.message, compactSignature(signed.signature)] as const
  const call = {
    to: signed.agent,
    data: encodeFunctionData({ abi: agentAbi, functionName: 'execute', args }),
  }
  try {
    const [gas, fees, nonce] = await Promise.all([
      client.estimateGas({ ...call, account: account.address }),
      client.estimateFeesPerGas({ chain: null, type: 'eip1559' }),
      client.getTransactionCount({ address: account.address, blockTag: 'pending' }),
    ])
    const serializedTransaction = await account.signTransaction({
      type: 'eip1559',
      ...{ chainId: network.chainId, nonce, ...call, ...fees },
      gas: (gas * GAS_MARGIN_PERCENT) / 100n,
    })
    const hash = await client.sendRawTransaction({ serializedTransaction })
    const receipt = await client.waitForTransactionReceipt({
      ...{ hash, timeout: MINED_WITHIN_MS, pollingInterval: 100 },
    })
    if (receipt.status !== 'success') throw new RegistryActionError(undefined)
    const proposed = parseEventLogs({ ...registry, eventName: 'Proposed', logs: receipt.logs })
    return proposed
      .filter(({ address }) => isAddressEqual(address, network.registry))
      .map(({ args: { id, content } }) => ({ id, content }))
  } catch (error) {
    throw error instanceof RegistryActionError
      ? error
      : new RegistryActionError(contractErrorOf(error), error)
  }
}

const ERRORS = [...agentAbi, ...agentRegistryAbi].filter((item) => item.type === 'error')

/** The registry's own reason where the Agent hands it on; undefined if no contract gave one. */
function contractErrorOf(error: unknown): string | undefined {
  if (!(error instanceof BaseError)) return undefined
  const link = error.walk((cause) => typeof cause === 'object' && cause !== null && 'data' in cause)
  if (link === null || !('data' in link) || !isHex(link.data)) return undefined
  return nameOf(link.data)
}

function nameOf(data: Hex): string | undefined {
  try {
    const { errorName, args } = decodeErrorResult({ abi: ERRORS, data })
    const reason = errorName === 'Agent__CallFailed' ? args?.[1] : undefined
    return (isHex(reason) ? nameOf(reason) : undefined) ?? errorName
  } catch {
    return undefined
  }
}

export class RegistryActionError extends MedRecError<
  'MEDREC_REGISTRY_ACTION_REFUSED',
  { readonly contractError: string | undefined }
> {
  override name = 'RegistryActionError'

  constructor(contractError: string | undefined, cause?: unknown) {
    super(
      'MEDREC_REGISTRY_ACTION_REFUSED',
      `The registry took nothing${contractError === undefined ? '' : ` (${contractError})`}. Read the proposal and its votes again, and check that the key is one of this member's Agent and that the relaying account has coins.`,
      { details: { contractError }, cause },
    )
  }
}
