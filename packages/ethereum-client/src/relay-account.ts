import { type Address, type Hex, keccak256, type LocalAccount } from 'viem'
import type { Network } from './network.ts'
import type { RelayCall } from './relay-call.ts'
import { isAlreadyKnown, isNonceConflict, isUnderpriced, relayErrorOf } from './relay-error.ts'
import { createFeeSource, raisedFees } from './relay-fees.ts'
import { type AccountWork, watchSent } from './relay-watch.ts'
import { type Carrier, carrierOf, type Sent } from './sent.ts'
import { createTurns } from './turns.ts'

/** An account that pays for calls, with the number of its next transaction. */
export type RelayAccount = Disposable & {
  readonly address: Address
  /**
   * Estimates, signs and sends a call; from then on it is watched until a block has it.
   *
   * @throws what the node answers: why the call would be refused, or that it cannot be sent.
   */
  readonly send: (call: RelayCall) => Promise<Sent>
}

export type RelayAccountOptions = {
  readonly network: Network
  readonly account: LocalAccount
  /** After this long without a block for the next number, what is on its way is sent again. */
  readonly stalledAfterMs: number
}

type Priced = Pick<Sent, 'call' | 'gas'>

const ATTEMPTS = 20
/** More at once would only wait at the node, which keeps 64 of an account without their turn. */
const AT_ONCE = 24
/** What other messages change between the estimate and the block must fit in. */
const GAS_MARGIN_PERCENT = 130n
const TRANSFER_GAS = 21_000n

/**
 * Makes an account that counts its numbers itself. The node is asked at the first use and after
 * every conflict, so that several processes may share an account; one of its own is best.
 */
export function createRelayAccount(options: RelayAccountOptions): RelayAccount {
  const { network, account, stalledAfterMs } = options
  const { client } = network
  const { address } = account
  const fees = createFeeSource(client)
  const takeTurn = createTurns(AT_ONCE)
  const underWay = new Map<number, Sent>()
  const arriving = new Set<Promise<unknown>>()
  let next: Promise<number> | undefined

  /** What the node has of this account, once nothing of ours is on the way to it. */
  async function askNumber(): Promise<number> {
    await Promise.allSettled(arriving)
    let number = await client.getTransactionCount({ address, blockTag: 'pending' })
    // Ours, though the node may have lost it: the watch brings it back.
    while (underWay.has(number)) number += 1
    return number
  }

  function takeNumber(): Promise<number> {
    const mine = next ?? askNumber()
    const after = mine.then((number) => number + 1)
    after.catch(() => {
      if (next === after) next = undefined
    })
    next = after
    return mine
  }

  async function estimate(call: RelayCall): Promise<bigint> {
    const gas = await client.estimateGas({ ...call, account: address })
    return (gas * GAS_MARGIN_PERCENT) / 100n
  }

  /** Type 2 only: anvil dies of some of the newer ones, and Clique knows none of them. */
  async function sign(what: Priced, at: Pick<Carrier, 'number' | 'fees'>): Promise<Carrier> {
    const { maxFeePerGas, maxPriorityFeePerGas } = at.fees
    const serialized = await account.signTransaction({
      type: 'eip1559',
      chainId: network.chainId,
      nonce: at.number,
      ...what.call,
      ...{ gas: what.gas, maxFeePerGas, maxPriorityFeePerGas },
    })
    return { ...at, serialized, transaction: keccak256(serialized) }
  }

  function hand(serialized: Hex): Promise<void> {
    const handing = handOver(serialized)
    arriving.add(handing)
    return handing.finally(() => arriving.delete(handing))
  }

  async function handOver(serializedTransaction: Hex): Promise<void> {
    try {
      await client.sendRawTransaction({ serializedTransaction })
    } catch (error) {
      if (!(await isTaken(serializedTransaction, error))) throw error
    }
  }

  /** An answer may be lost on its way back: then the second try is refused and the first counts. */
  async function isTaken(serialized: Hex, error: unknown): Promise<boolean> {
    if (isAlreadyKnown(error)) return true
    if (!isNonceConflict(error)) return false
    const known = client.getTransaction({ hash: keccak256(serialized) })
    return known.then(
      () => true,
      () => false,
    )
  }

  /** Sends a call that may have been under way before; answers with it once the node has it. */
  async function place(call: RelayCall, gas: bigint, before?: Sent): Promise<Sent> {
    for (let attempt = 1; ; attempt += 1) {
      // Between taking a number and using it nothing may fail but the node.
      const offered = await fees.current()
      const number = await takeNumber()
      const carrier = await sign({ call, gas }, { number, fees: offered })
      const sent = before ?? newSent({ call, gas }, carrier)
      if (before !== undefined) before.carriers = [...before.carriers, carrier]
      underWay.set(number, sent)
      try {
        await hand(carrier.serialized)
        return sent
      } catch (error) {
        underWay.delete(number)
        next = undefined
        if (isUnderpriced(error)) fees.forget()
        else if (!isNonceConflict(error)) throw error
        if (attempt === ATTEMPTS) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * attempt))
    }
  }

  const work: AccountWork = {
    underWay,
    hand,
    async raise(sent) {
      fees.forget()
      const { number, fees: before } = carrierOf(sent)
      const raised = raisedFees(before, await fees.current())
      const carrier = await sign(sent, { number, fees: raised })
      sent.carriers = [...sent.carriers, carrier]
      await hand(carrier.serialized)
    },
    async fill(number) {
      const nothing = { call: { to: address, data: '0x' }, gas: TRANSFER_GAS } as const
      const { serialized } = await sign(nothing, { number, fees: await fees.current() })
      await hand(serialized)
    },
    async sendAnew(sent) {
      next = undefined
      try {
        sent.gas = await estimate(sent.call)
        await place(sent.call, sent.gas, sent)
      } catch (error) {
        const failure = relayErrorOf(error)
        if (failure.retryable) throw failure
        sent.failure = failure
      }
    },
  }
  const watch = watchSent({ client, address, stalledAfterMs }, work)

  return {
    address,
    send: (call) =>
      takeTurn(async () => {
        const sent = await place(call, await estimate(call))
        watch.begin()
        return sent
      }),
    [Symbol.dispose]: watch[Symbol.dispose],
  }
}

function newSent(what: Priced, carrier: Carrier): Sent {
  return {
    ...what,
    carriers: [carrier],
    sentAt: performance.now(),
    ...{ minedAt: undefined, misses: 0, failure: undefined },
  }
}
