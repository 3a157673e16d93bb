import { gunzipSync } from 'node:zlib'
import { type Hex, hexToBigInt, hexToBytes, size } from 'viem'
import { z } from 'zod'
import type { BenchChain } from '../chain/bench-chain.ts'

const hex = z.custom<Hex>((value) => typeof value === 'string' && value.startsWith('0x'))
const accountSchema = z.object({
  code: hex.optional(),
  storage: z.record(z.string(), hex).optional(),
})
const accountsSchema = z.record(z.string(), accountSchema)
const diffSchema = z.object({ pre: accountsSchema, post: accountsSchema })
const dumpSchema = z.object({ accounts: accountsSchema })

/** A slot is its key and its value. */
const SLOT_BYTES = 64

/**
 * How many bytes of state a transaction left behind, net: 64 for each slot that became non-zero
 * less those that became zero, and the code it deployed. Account records, trie nodes, receipts and
 * logs are left out, as they were when MedRec v2 was measured.
 */
export async function stateBytesAddedBy(chain: BenchChain, transaction: Hex): Promise<number> {
  const tracer = { tracer: 'prestateTracer', tracerConfig: { diffMode: true } }
  const trace = await chain.request('debug_traceTransaction', [transaction, tracer])
  const { pre, post } = diffSchema.parse(trace)
  let slots = 0
  let code = 0
  for (const address of new Set([...Object.keys(pre), ...Object.keys(post)])) {
    slots += nonZero(post[address]?.storage) - nonZero(pre[address]?.storage)
    if (pre[address]?.code === undefined) code += size(post[address]?.code ?? '0x')
  }
  return slots * SLOT_BYTES + code
}

/** All bytes of state there are, counted the same way in a dump of the whole chain. */
export async function stateBytesOf(chain: BenchChain): Promise<number> {
  const dump = hex.parse(await chain.request('anvil_dumpState', []))
  const text = gunzipSync(hexToBytes(dump)).toString('utf8')
  const { accounts } = dumpSchema.parse(JSON.parse(text))
  return Object.values(accounts).reduce(
    (total, { code, storage }) => total + size(code ?? '0x') + nonZero(storage) * SLOT_BYTES,
    0,
  )
}

function nonZero(storage: Readonly<Record<string, Hex>> = {}): number {
  return Object.values(storage).filter((value) => hexToBigInt(value) !== 0n).length
}
