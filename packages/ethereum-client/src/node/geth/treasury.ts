import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { type Address, createPublicClient, type Hex, http, isHex, numberToHex } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { callRpc } from '../json-rpc.ts'
import { FundingError } from './transfer.ts'

const MINED_WITHIN_MS = 60_000

/** The account with a new network's coins, made if absent; its key lies in a file of ours (0600). */
export async function treasuryIn(keyFile: string): Promise<PrivateKeyAccount> {
  const known = await readFile(keyFile, 'utf8').catch(() => undefined)
  if (known !== undefined && isHex(known)) return privateKeyToAccount(known)
  const key: Hex = generatePrivateKey()
  await writeFile(keyFile, key, { mode: 0o600, flag: 'wx' })
  return privateKeyToAccount(key)
}

/**
 * Sends what an account lacks of an amount from the treasury and waits until a block has it.
 * The node holds no key for it.
 *
 * @throws {FundingError} MEDREC_FUNDING_FAILED
 */
export async function payUpTo(options: {
  readonly rpcUrl: string
  readonly chainId: number
  readonly treasury: PrivateKeyAccount
  readonly to: Address
  readonly wei: bigint
}): Promise<void> {
  const { rpcUrl, chainId, treasury, to, wei } = options
  const client = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 })
  try {
    const lacking = wei - (await client.getBalance({ address: to }))
    if (lacking <= 0n) return
    const [nonce, fees] = await Promise.all([
      client.getTransactionCount({ address: treasury.address, blockTag: 'pending' }),
      client.estimateFeesPerGas({ chain: null, type: 'eip1559' }),
    ])
    const transaction = await treasury.signTransaction({
      type: 'eip1559',
      ...{ chainId, nonce, to, value: lacking, gas: 21_000n, ...fees },
    })
    await callRpc(rpcUrl, 'eth_sendRawTransaction', [transaction])
    const deadline = performance.now() + MINED_WITHIN_MS
    while ((await client.getBalance({ address: to })) < wei) {
      if (performance.now() > deadline) throw new Error(`No block took ${numberToHex(lacking)}.`)
      await pause(50)
    }
  } catch (cause) {
    throw new FundingError(to, cause)
  }
}
