import type { UnixSeconds } from '@medrec/protocol'
import { agentFactoryAbi, relationshipsAbi, relationshipsBytecode } from '@medrec/smart-contracts'
import {
  type Address,
  createPublicClient,
  encodeDeployData,
  type Hex,
  http,
  numberToHex,
  type PublicClient,
  parseGwei,
  serializeTransaction,
  size,
  toHex,
} from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { startAnvil } from './start-anvil.ts'

/** What a transaction cost, and how long it is as it is sent and kept. */
export type Sent = {
  readonly hash: Hex
  readonly gas: number
  /** RLP of the signed transaction, its r and s full: one in 128 is a byte shorter. */
  readonly transactionBytes: number
  readonly contractAddress: Address | undefined
}

/** An account that pays for what others signed; one transaction after the other. */
export type Sender = {
  readonly address: Address
  readonly send: (call: Call) => Promise<Sent>
  /** Sends all of them in one block, unsigned: the engine takes our word for who sends. */
  readonly fill: (calls: readonly Call[]) => Promise<void>
}

export type CallFrom = { readonly from: Address; readonly to: Address; readonly data: Hex }

export type Call = { readonly to?: Address; readonly data: Hex }

export type BenchChain = {
  readonly chainId: number
  readonly rpcUrl: string
  readonly relationships: Address
  readonly factory: Address
  /** The code behind every Agent. */
  readonly implementation: Address
  readonly client: PublicClient
  readonly request: (method: string, params: readonly unknown[]) => Promise<unknown>
  readonly newSender: (account?: PrivateKeyAccount) => Promise<Sender>
  /** Mines one block at a time of ours; from whom each comes the engine takes our word for. */
  readonly mineAt: (time: UnixSeconds, calls: readonly CallFrom[]) => Promise<void>
} & AsyncDisposable

/** Settings of MedRec v2's client, by which its transactions were measured. */
const CHAIN_ID = 633_732
const GAS_LIMIT = 16_777_216n
const GAS_PRICE = parseGwei('10')

const FUNDS = 10n ** 24n

/** Starts a chain with the contracts on it. */
export async function startBenchChain(): Promise<BenchChain> {
  const anvil = await startAnvil(CHAIN_ID)
  const client = createPublicClient({ transport: http(anvil.rpcUrl), cacheTime: 0 })
  const request: BenchChain['request'] = (method, params) =>
    // Methods of the engine, which viem's schema does not list.
    client.request({ method, params } as never)

  async function newSender(account = privateKeyToAccount(generatePrivateKey())): Promise<Sender> {
    await request('anvil_setBalance', [account.address, numberToHex(FUNDS)])
    let nonce = 0
    return {
      address: account.address,
      async send({ to, data }) {
        const transaction = {
          type: 'legacy',
          chainId: CHAIN_ID,
          nonce,
          gas: GAS_LIMIT,
          gasPrice: GAS_PRICE,
          data,
          ...(to === undefined ? {} : { to }),
        } as const
        nonce += 1
        const raw = await account.signTransaction(transaction)
        const receipt = await client.request({
          method: 'eth_sendRawTransactionSync',
          params: [raw],
        })
        if (receipt.status !== '0x1')
          throw new Error(`Transaction ${receipt.transactionHash} failed.`)
        return {
          hash: receipt.transactionHash,
          gas: Number(receipt.gasUsed),
          transactionBytes: size(serializeTransaction(transaction, FULL_SIGNATURE)),
          contractAddress: receipt.contractAddress ?? undefined,
        }
      },
      async fill(calls) {
        await request('anvil_impersonateAccount', [account.address])
        await request('evm_setAutomine', [false])
        const gas = numberToHex(GAS_LIMIT)
        const hashes = await Promise.all(
          calls.map((call, index) => {
            const transaction = {
              ...call,
              from: account.address,
              nonce: numberToHex(nonce + index),
            }
            return request('eth_sendTransaction', [{ ...transaction, gas }])
          }),
        )
        nonce += calls.length
        await request('evm_mine', [])
        await request('evm_setAutomine', [true])
        const { transactions } = await client.getBlock()
        if (transactions.length !== hashes.length) throw new Error('A block left transactions out.')
      },
    }
  }

  const known = new Set<Address>()
  const deployer = await newSender()
  const { contractAddress: relationships } = await deployer.send({
    data: encodeDeployData({ abi: relationshipsAbi, bytecode: relationshipsBytecode, args: [] }),
  })
  if (relationships === undefined || relationships === null)
    throw new Error('Nothing was deployed.')
  const factory = await client.readContract({
    abi: relationshipsAbi,
    address: relationships,
    functionName: 'factory',
  })
  const implementation = await client.readContract({
    abi: agentFactoryAbi,
    address: factory,
    functionName: 'implementation',
  })
  return {
    chainId: CHAIN_ID,
    rpcUrl: anvil.rpcUrl,
    relationships,
    factory,
    implementation,
    client,
    request,
    newSender,
    async mineAt(time, calls) {
      await request('evm_setAutomine', [false])
      for (const call of calls) {
        if (!known.has(call.from)) {
          await request('anvil_setBalance', [call.from, numberToHex(FUNDS)])
          await request('anvil_impersonateAccount', [call.from])
          known.add(call.from)
        }
        await request('eth_sendTransaction', [{ ...call, gas: numberToHex(1_000_000n) }])
      }
      await request('evm_setNextBlockTimestamp', [numberToHex(time)])
      await request('evm_mine', [])
    },
    [Symbol.asyncDispose]: () => anvil[Symbol.asyncDispose](),
  }
}

const FULL_SIGNATURE = {
  r: toHex(2n ** 255n, { size: 32 }),
  s: toHex(2n ** 254n, { size: 32 }),
  v: BigInt(CHAIN_ID) * 2n + 35n,
}
