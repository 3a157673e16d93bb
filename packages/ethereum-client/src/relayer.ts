import { agentFactoryAbi } from '@medrec/smart-contracts'
import {
  type Address,
  type Hex,
  isAddressEqual,
  keccak256,
  type LocalAccount,
  type TransactionReceipt,
} from 'viem'
import type { Network } from './network.ts'
import { isAlreadyKnown, isNonceConflict, RelayError, relayErrorOf } from './relay-error.ts'
import { callOf, type RelayCall, type RelayMessage, signerOf } from './relay-message.ts'

/** A transaction on its way. */
export type Submission = {
  readonly transaction: Hex
  /**
   * Waits until it is mined.
   *
   * @throws {RelayError} MEDREC_RELAY_NOT_MINED after the relayer's patience, or why it was refused.
   */
  readonly mined: () => Promise<RelayReceipt>
}

export type RelayReceipt = {
  readonly transaction: Hex
  readonly blockNumber: number
  readonly gasUsed: bigint
}

/** Submits other people's signed messages from an account that pays for them. */
export type Relayer = {
  /**
   * Asks the chain whether a message would pass now, and changes nothing.
   *
   * @throws {RelayError} MEDREC_RELAY_…, with what to do about it.
   */
  readonly simulate: (message: RelayMessage) => Promise<void>
  /**
   * Sends a message, simulated first; an Agent that it needs is made before. Any number may be sent
   * at once; they take their turns.
   *
   * @throws {RelayError} MEDREC_RELAY_…, with what to do about it; nothing was sent then.
   */
  readonly submit: (message: RelayMessage) => Promise<Submission>
}

export type RelayerOptions = {
  readonly network: Network
  /** Signs by itself: the node holds no key. */
  readonly account: LocalAccount
  /** How long to wait for a block; 60 s by default. */
  readonly patienceMs?: number
}

const ATTEMPTS = 20
/** What other messages change between the estimate and the block must fit in. */
const GAS_MARGIN_PERCENT = 130n

/**
 * Makes a relayer. An account of its own is best; where several share one, a number that another
 * took meanwhile is tried anew.
 */
export function createRelayer(options: RelayerOptions): Relayer {
  const { network, account, patienceMs = 60_000 } = options
  let turn: Promise<unknown> = Promise.resolve()

  async function simulate(message: RelayMessage): Promise<RelayCall> {
    try {
      const call = callOf(network, message)
      const unmade = await unmadeOwnerOf(network, message)
      // A call where no contract stands passes, whatever it says: what can be asked is the making.
      const asked =
        unmade === undefined ? call : callOf(network, { type: 'CreateAgent', owner: unmade })
      await network.client.call({ ...asked, account: account.address })
      return call
    } catch (error) {
      throw relayErrorOf(error)
    }
  }

  /** The number is asked, used and taken by the pool before the next one asks. */
  function takeTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  async function send(call: RelayCall): Promise<Hex> {
    const { client } = network
    const [gas, fees] = await Promise.all([
      client.estimateGas({ ...call, account: account.address }),
      client.estimateFeesPerGas({ chain: null, type: 'eip1559' }),
    ])
    return takeTurn(async () => {
      for (let attempt = 1; ; attempt += 1) {
        const nonce = await client.getTransactionCount({
          address: account.address,
          blockTag: 'pending',
        })
        // Type 2 only: anvil dies of some of the newer ones, and Clique knows none of them.
        const serializedTransaction = await account.signTransaction({
          type: 'eip1559',
          chainId: network.chainId,
          nonce,
          ...call,
          gas: (gas * GAS_MARGIN_PERCENT) / 100n,
          ...fees,
        })
        try {
          return await client.sendRawTransaction({ serializedTransaction })
        } catch (error) {
          // An answer that was lost on its way back: the pool has it.
          if (isAlreadyKnown(error)) return keccak256(serializedTransaction)
          if (attempt === ATTEMPTS || !isNonceConflict(error)) throw error
        }
        await pause(Math.random() * 10 * attempt)
      }
    })
  }

  async function mined(transaction: Hex, message: RelayMessage): Promise<RelayReceipt> {
    const receipt = await receiptOf(network, transaction, patienceMs)
    const { blockNumber, gasUsed, status } = receipt
    if (status === 'success') return { transaction, blockNumber: Number(blockNumber), gasUsed }
    // The receipt has no reason; what the chain says of the message now most often is the same.
    await simulate(message)
    throw new RelayError('MEDREC_RELAY_NOT_MINED')
  }

  /** Makes the Agent that a message is for, if it was not made yet. */
  async function makeAgent(message: RelayMessage): Promise<void> {
    const owner = await unmadeOwnerOf(network, message)
    if (owner === undefined) return
    const making = { type: 'CreateAgent', owner } as const
    await mined(await send(callOf(network, making)), making)
  }

  return {
    async simulate(message) {
      await simulate(message)
    },
    async submit(message) {
      try {
        await makeAgent(message)
        const transaction = await send(await simulate(message))
        return { transaction, mined: () => mined(transaction, message) }
      } catch (error) {
        throw relayErrorOf(error)
      }
    },
  }
}

/**
 * The first owner of an Agent that a message is for and that was not made yet; undefined if it was.
 *
 * @throws {RelayError} MEDREC_RELAY_NOT_ALLOWED if the signer is not that owner, and what the Agent
 *   would refuse.
 */
async function unmadeOwnerOf(
  network: Network,
  message: RelayMessage,
): Promise<Address | undefined> {
  if (message.type !== 'EnableOwner' && message.type !== 'DisableOwner') return undefined
  const { client, factory: address } = network
  if ((await client.getCode({ address: message.agent })) !== undefined) return undefined
  const owner = await signerOf(network, message)
  if (owner === undefined) throw new RelayError('MEDREC_RELAY_NOT_ALLOWED')
  const contract = { address, abi: agentFactoryAbi } as const
  const own = await client.readContract({ ...contract, functionName: 'agentOf', args: [owner] })
  if (!isAddressEqual(own, message.agent)) throw new RelayError('MEDREC_RELAY_NOT_ALLOWED')
  // What the Agent would refuse as it is made, nobody has to pay for its making to hear.
  if (message.message.nonce !== 0n) throw new RelayError('MEDREC_RELAY_STALE_NONCE')
  if (message.type === 'DisableOwner') {
    const isOwner = isAddressEqual(message.message.owner, owner)
    throw new RelayError(isOwner ? 'MEDREC_RELAY_LAST_OWNER' : 'MEDREC_RELAY_NOT_ENABLED')
  }
  return owner
}

async function receiptOf(
  network: Network,
  hash: Hex,
  patienceMs: number,
): Promise<TransactionReceipt> {
  const deadline = performance.now() + patienceMs
  for (let waitMs = 10; performance.now() < deadline; waitMs = Math.min(2 * waitMs, 250)) {
    try {
      return await network.client.getTransactionReceipt({ hash })
    } catch {
      // Not mined yet, or the chain is away: both may pass.
    }
    await pause(waitMs)
  }
  throw new RelayError('MEDREC_RELAY_NOT_MINED')
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
