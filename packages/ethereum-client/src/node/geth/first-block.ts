import { setTimeout as pause } from 'node:timers/promises'
import { type Address, zeroHash } from 'viem'
import { EngineStartError } from '../engine-process.ts'
import { callRpc } from '../json-rpc.ts'

const SEALED_WITHIN_MS = 10_000

/**
 * Makes the first block of a chain that seals on demand. Before it geth takes its index of
 * transactions for unfinished, and answers an error instead of "not yet" to whoever waits for a
 * receipt.
 *
 * @param signer an account the node has unlocked
 * @throws {EngineStartError} MEDREC_ENGINE_DID_NOT_START if no block comes
 */
export async function sealFirstBlock(rpcUrl: string, signer: Address): Promise<void> {
  if (Number(await callRpc(rpcUrl, 'eth_blockNumber', [])) > 0) return
  await callRpc(rpcUrl, 'eth_sendTransaction', [{ from: signer, to: signer, value: '0x0' }])
  const deadline = performance.now() + SEALED_WITHIN_MS
  while (!(await answersForUnknown(rpcUrl))) {
    if (performance.now() > deadline) throw new EngineStartError(null)
    await pause(10)
  }
}

async function answersForUnknown(rpcUrl: string): Promise<boolean> {
  try {
    return (await callRpc(rpcUrl, 'eth_getTransactionReceipt', [zeroHash])) === null
  } catch {
    return false
  }
}
