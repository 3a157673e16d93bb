import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Address, getAddress, type Hex, isAddressEqual, numberToHex } from 'viem'
import { z } from 'zod'
import { startAnvil } from './anvil.ts'
import { writeChainId } from './chain-id-file.ts'
import { deployContracts, type FoundingMember } from './deploy-contracts.ts'
import { callRpc } from './json-rpc.ts'
import { repeat } from './repeat.ts'

/** A deployment that is signed and not yet sent: all of its addresses are known. */
export type SignedDeployment = {
  readonly registry: Address
  readonly factory: Address
  /** The Agents of the founding members, in their order. */
  readonly agents: readonly Address[]
  /** In this order; whoever sends them, and how often, the outcome is one. */
  readonly transactions: readonly Hex[]
  /** What the deploying account has to own in the genesis. Nobody has its key any more. */
  readonly deployer: { readonly address: Address; readonly wei: bigint }
}

const blockSchema = z.object({
  transactions: z.array(z.object({ hash: z.string(), from: z.string() })),
})
const rawSchema = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]+$/)])
const emptyCodeSchema = z.enum(['0x', '0x0'])

/**
 * Deploys a network's contracts on a throw-away chain of the same id and rules, and keeps the signed
 * transactions. Unlike code and storage put into a genesis, they emit the events by which everybody
 * follows the registry; and no founding member has to be the one who deploys.
 *
 * @throws {DeploymentError} MEDREC_DEPLOYMENT_FAILED if a contract refuses the founding members
 */
export async function signDeployment(options: {
  readonly chainId: number
  readonly foundingMembers: readonly FoundingMember[]
  /** As of {@link deployContracts}. */
  readonly delaySeconds?: number
}): Promise<SignedDeployment> {
  const { chainId, ...network } = options
  const stateFolder = await mkdtemp(join(tmpdir(), 'medrec-rehearsal-'))
  try {
    await writeChainId(stateFolder, chainId)
    await using chain = await startAnvil({ stateFolder, port: 0 })
    const funded: { address: Address; wei: bigint }[] = []
    const engine = {
      ...{ name: chain.name, chainId, rpcUrl: chain.rpcUrl },
      async fund(address: Address, wei: bigint) {
        funded.push({ address, wei })
        await chain.fund(address, wei)
      },
    }
    const { registry, factory, agents } = await deployContracts({ engine, ...network })
    const [deployer] = funded
    if (deployer === undefined) throw new TypeError('Nobody deployed.')
    const transactions = await transactionsOf(chain.rpcUrl, deployer.address)
    return { registry, factory, agents, transactions, deployer }
  } finally {
    await rm(stateFolder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function transactionsOf(rpcUrl: string, sender: Address): Promise<readonly Hex[]> {
  const height = Number(await callRpc(rpcUrl, 'eth_blockNumber', []))
  const transactions: Hex[] = []
  for (let number = 1; number <= height; number += 1) {
    const answer = await callRpc(rpcUrl, 'eth_getBlockByNumber', [numberToHex(number), true])
    for (const { hash, from } of blockSchema.parse(answer).transactions) {
      if (!isAddressEqual(getAddress(from), sender)) continue
      const raw = await callRpc(rpcUrl, 'eth_getRawTransactionByHash', [hash])
      transactions.push(rawSchema.parse(raw))
    }
  }
  return transactions
}

/**
 * Sends a signed deployment until the registry is there, and again should its blocks be lost. Every
 * founding node does so: the transactions are the same, and each counts once.
 */
export function startDeploying(options: {
  readonly rpcUrl: string
  readonly registry: Address
  readonly transactions: readonly Hex[]
  readonly intervalMs?: number
}): AsyncDisposable {
  const { rpcUrl, registry, transactions, intervalMs = 2_000 } = options
  return repeat({
    intervalMs,
    onError: () => undefined,
    async work() {
      if (await isDeployed(rpcUrl, registry)) return
      for (const transaction of transactions) {
        // Known already, or in a block already: both are what is wanted.
        await callRpc(rpcUrl, 'eth_sendRawTransaction', [transaction]).catch(() => undefined)
      }
    },
  })
}

/** Whether a contract is at this address in the newest block. */
export async function isDeployed(rpcUrl: string, contract: Address): Promise<boolean> {
  const code = await callRpc(rpcUrl, 'eth_getCode', [contract, 'latest'])
  return !emptyCodeSchema.safeParse(code).success
}
