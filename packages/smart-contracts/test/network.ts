import {
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  getAddress,
  getContract,
  type Hex,
  http,
  type TransactionReceipt,
} from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { agentAbi, agentFactoryAbi, relationshipsAbi, relationshipsBytecode } from '../src/index.ts'
import { startAnvil } from './anvil.ts'

export type Network = Awaited<ReturnType<typeof startNetwork>>

/** Starts a chain of this id; `relayer` deploys the contracts on it and submits every message. */
export async function startNetwork(chainId: number, relayer: PrivateKeyAccount = newKey()) {
  const anvil = await startAnvil(chainId)
  const chain = defineChain({
    id: chainId,
    name: 'test',
    nativeCurrency: { name: 'none', symbol: 'NONE', decimals: 18 },
    rpcUrls: { default: { http: [anvil.url] } },
  })
  const options = { chain, transport: http(), pollingInterval: 20, cacheTime: 0 } as const
  const reader = createPublicClient(options)
  const wallet = createWalletClient({ ...options, account: relayer })
  const engine = createTestClient({ ...options, mode: 'anvil' })
  await engine.setBalance({ address: relayer.address, value: 10n ** 21n })

  /** Waits until a transaction is mined, and fails if it did not succeed. */
  async function mined(sent: Promise<Hex>): Promise<TransactionReceipt> {
    const hash = await sent
    const receipt = await reader.waitForTransactionReceipt({ hash })
    if (receipt.status !== 'success') throw new Error(`transaction ${hash} reverted`)
    return receipt
  }

  const client = { public: reader, wallet }
  const relationships = getContract({
    abi: relationshipsAbi,
    address: deployedAt(
      await mined(
        wallet.deployContract({ abi: relationshipsAbi, bytecode: relationshipsBytecode }),
      ),
    ),
    client,
  })
  const factory = getContract({
    abi: agentFactoryAbi,
    address: await relationships.read.factory(),
    client,
  })

  return {
    chainId,
    reader,
    wallet,
    engine,
    mined,
    factory,
    relationships,
    agentAt: (address: Address) => getContract({ abi: agentAbi, address, client }),
    [Symbol.asyncDispose]: () => anvil[Symbol.asyncDispose](),
  }
}

export function newKey(): PrivateKeyAccount {
  return privateKeyToAccount(generatePrivateKey())
}

/** The name and arguments of the error with which a contract refuses; fails if it does not refuse. */
export async function refusalOf(call: Promise<unknown>): Promise<readonly unknown[]> {
  try {
    await call
  } catch (error) {
    const reverted =
      error instanceof BaseError
        ? error.walk((cause) => cause instanceof ContractFunctionRevertedError)
        : undefined
    if (!(reverted instanceof ContractFunctionRevertedError)) throw error
    return [reverted.data?.errorName, ...(reverted.data?.args ?? [])]
  }
  throw new Error('the contract accepted what it should refuse')
}

function deployedAt(receipt: TransactionReceipt): Address {
  if (!receipt.contractAddress) throw new Error('nothing was deployed')
  return getAddress(receipt.contractAddress)
}
