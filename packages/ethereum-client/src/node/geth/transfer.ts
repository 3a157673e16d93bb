import { setTimeout as pause } from 'node:timers/promises'
import { MedRecError } from '@medrec/protocol'
import { type Address, numberToHex } from 'viem'
import { z } from 'zod'
import { callRpc } from '../json-rpc.ts'

export type Transfer = {
  readonly rpcUrl: string
  /** An account the node has unlocked. */
  readonly from: Address
  readonly to: Address
  /** What `to` owns at least afterwards. */
  readonly wei: bigint
}

const MINED_WITHIN_MS = 10_000
const quantitySchema = z
  .string()
  .regex(/^0x[0-9a-f]+$/)
  .transform(BigInt)
const receiptSchema = z.object({ status: z.string(), blockNumber: quantitySchema }).nullable()

/**
 * Sends what an account lacks of an amount and waits for the block; nothing if it lacks nothing.
 *
 * @throws {FundingError} MEDREC_FUNDING_FAILED
 */
export async function transferUpTo({ rpcUrl, from, to, wei }: Transfer): Promise<void> {
  try {
    const balance = quantitySchema.parse(await callRpc(rpcUrl, 'eth_getBalance', [to, 'latest']))
    if (balance >= wei) return
    const value = numberToHex(wei - balance)
    const hash = await callRpc(rpcUrl, 'eth_sendTransaction', [{ from, to, value }])
    await waitUntilMined(rpcUrl, hash)
  } catch (cause) {
    throw new FundingError(to, cause)
  }
}

/** Until whoever reads the newest state sees it: geth shows a receipt an instant before. */
async function waitUntilMined(rpcUrl: string, hash: unknown): Promise<void> {
  const deadline = performance.now() + MINED_WITHIN_MS
  for (;;) {
    const receipt = receiptSchema.parse(await callRpc(rpcUrl, 'eth_getTransactionReceipt', [hash]))
    if (receipt !== null && receipt.status !== '0x1') throw new Error('The transfer was refused.')
    const head = quantitySchema.parse(await callRpc(rpcUrl, 'eth_blockNumber', []))
    if (receipt !== null && receipt.blockNumber <= head) return
    if (performance.now() > deadline) throw new Error('The transfer got no block.')
    await pause(10)
  }
}

export class FundingError extends MedRecError<
  'MEDREC_FUNDING_FAILED',
  { readonly address: Address }
> {
  override name = 'FundingError'

  constructor(address: Address, cause: unknown) {
    super(
      'MEDREC_FUNDING_FAILED',
      `${address} could not be given coins. Check that the chain seals and that its first account has some left, then try again.`,
      { details: { address }, retryable: true, cause },
    )
  }
}
