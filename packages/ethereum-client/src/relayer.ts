import { agentAbi } from '@medrec/smart-contracts'
import { type Hex, keccak256, type LocalAccount, type TransactionReceipt } from 'viem'
import type { Network } from './network.ts'
import { isAlreadyKnown, isNonceConflict, RelayError, relayErrorOf } from './relay-error.ts'
import { callOf, type RelayCall, type RelayMessage } from './relay-message.ts'

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
   * Sends a message, simulated first. Any number may be sent at once; they take their turns.
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
      await refuseStaleNonce(network, message)
      const call = callOf(network, message)
      await network.client.call({ ...call, account: account.address })
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

  return {
    async simulate(message) {
      await simulate(message)
    },
    async submit(message) {
      const call = await simulate(message)
      try {
        const transaction = await send(call)
        return { transaction, mined: () => mined(transaction, message) }
      } catch (error) {
        throw relayErrorOf(error)
      }
    },
  }
}

/** A message with a spent number recovers another signer, so the contract cannot say why. */
async function refuseStaleNonce(network: Network, relay: RelayMessage): Promise<void> {
  if (relay.type !== 'EnableOwner' && relay.type !== 'DisableOwner') return
  const nonce = await network.client.readContract({
    address: relay.agent,
    abi: agentAbi,
    functionName: 'nonce',
  })
  if (relay.message.nonce !== nonce) throw new RelayError('MEDREC_RELAY_STALE_NONCE')
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
