import type { Address, Hex, LocalAccount, TransactionReceipt } from 'viem'
import type { Network } from './network.ts'
import { createRelayAccount } from './relay-account.ts'
import { callOf } from './relay-call.ts'
import { RelayError, relayErrorOf } from './relay-error.ts'
import type { RelayMessage } from './relay-message.ts'
import { carrierOf, type Sent } from './sent.ts'
import { unmadeOwnerOf } from './unmade-agent.ts'

/** A message on its way. */
export type Submission = {
  /** The one that carries it now; another may take its place, and the receipt names the last. */
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
export type Relayer = Disposable & {
  /**
   * Asks the chain whether a message would pass now, and changes nothing.
   *
   * @throws {RelayError} MEDREC_RELAY_…, with what to do about it.
   */
  readonly simulate: (message: RelayMessage) => Promise<void>
  /**
   * Sends a message by one estimate and one transaction; an Agent that it needs is made before. Any
   * number may be sent at once; they take their turns. Once it resolves, the message is brought to
   * a block, whatever the node loses, or `mined` says why not.
   *
   * @throws {RelayError} MEDREC_RELAY_…, with what to do about it; nothing was sent then, but that
   *   after MEDREC_RELAY_UNREACHABLE nobody knows.
   */
  readonly submit: (message: RelayMessage) => Promise<Submission>
}

export type RelayerOptions = {
  readonly network: Network
  /** Signs by itself: the node holds no key. */
  readonly account: LocalAccount
  /** How long to wait for a block; 60 s by default. */
  readonly patienceMs?: number
  /**
   * Whether an Agent that a message needs is to be made, which costs as much as the message; any
   * by default.
   */
  readonly mayMakeAgent?: (agent: Address, owner: Address) => boolean
  /** How long no block may take the account's next transaction before it is sent again; 15 s. */
  readonly stalledAfterMs?: number
}

const PATIENCE_MS = 60_000
/** Longer than some blocks of a slow chain take. */
const STALLED_AFTER_MS = 15_000

/**
 * Makes a relayer. An account of its own is best; where several share one, a number that another
 * took meanwhile is tried anew. What was sent is looked after until a block has it, or until the
 * relayer is disposed of.
 */
export function createRelayer(options: RelayerOptions): Relayer {
  const { network, patienceMs = PATIENCE_MS, stalledAfterMs = STALLED_AFTER_MS } = options
  const { mayMakeAgent = () => true } = options
  const account = createRelayAccount({ network, account: options.account, stalledAfterMs })

  async function requiredOwner(message: RelayMessage): Promise<Address | undefined> {
    const unmade = await unmadeOwnerOf(network, message)
    if (unmade === undefined) return undefined
    if (!mayMakeAgent(unmade.agent, unmade.owner)) throw new RelayError('MEDREC_RELAY_NOT_ALLOWED')
    return unmade.owner
  }

  async function simulate(message: RelayMessage): Promise<void> {
    try {
      const call = callOf(network, message)
      const unmade = await requiredOwner(message)
      // A call where no contract stands passes, whatever it says: what can be asked is the making.
      const asked =
        unmade === undefined ? call : callOf(network, { type: 'CreateAgent', owner: unmade })
      await network.client.call({ ...asked, account: account.address })
    } catch (error) {
      throw relayErrorOf(error)
    }
  }

  async function mined(sent: Sent, message: RelayMessage): Promise<RelayReceipt> {
    const receipt = await receiptOf(network, sent, patienceMs)
    const { blockNumber, gasUsed, status, transactionHash: transaction } = receipt
    if (status === 'success') return { transaction, blockNumber: Number(blockNumber), gasUsed }
    // The receipt has no reason; what the chain says of the message now most often is the same.
    await simulate(message)
    throw new RelayError('MEDREC_RELAY_NOT_MINED')
  }

  /** Makes the Agent that a message is for, if it was not made yet. */
  async function makeAgent(message: RelayMessage): Promise<void> {
    const owner = await requiredOwner(message)
    if (owner === undefined) return
    const making = { type: 'CreateAgent', owner } as const
    await mined(await account.send(callOf(network, making)), making)
  }

  return {
    simulate,
    async submit(message) {
      try {
        await makeAgent(message)
        // The estimate fails by the very reason that a simulation would.
        const sent = await account.send(callOf(network, message))
        return { transaction: carrierOf(sent).transaction, mined: () => mined(sent, message) }
      } catch (error) {
        throw relayErrorOf(error)
      }
    },
    [Symbol.dispose]: account[Symbol.dispose],
  }
}

async function receiptOf(
  network: Network,
  sent: Sent,
  patienceMs: number,
): Promise<TransactionReceipt> {
  const deadline = performance.now() + patienceMs
  for (let waitMs = 10; performance.now() < deadline; waitMs = Math.min(2 * waitMs, 250)) {
    // The newest first: only where it was sent again there is another.
    for (const { transaction: hash } of sent.carriers.toReversed()) {
      const receipt = network.client.getTransactionReceipt({ hash })
      // Not mined yet, or the chain is away: both may pass.
      const known = await receipt.catch(() => undefined)
      if (known !== undefined) return known
    }
    if (sent.failure !== undefined) throw sent.failure
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
  throw new RelayError('MEDREC_RELAY_NOT_MINED')
}
