import { MedRecError } from '@medrec/protocol'
import {
  accessLogAnchorsAbi,
  accessLogAnchorsBytecode,
  agentFactoryAbi,
  agentGroupsAbi,
  agentGroupsBytecode,
  agentRegistryAbi,
  agentRegistryBytecode,
  relationshipsAbi,
  relationshipsBytecode,
} from '@medrec/smart-contracts'
import {
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  getAddress,
  type Hex,
  http,
  parseEther,
  type TransactionReceipt,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { Engine } from './engine.ts'

/** A provider the network starts with; its Agent is made from `owner`. */
export type FoundingMember = {
  readonly owner: Address
  /** The account that pays for what it relays. */
  readonly account: Address
  /** The address that seals its blocks; zero if it seals none. */
  readonly sealer: Address
  /** Raw X25519 public key, 32 bytes. */
  readonly hpkeKey: Hex
  /** Raw Ed25519 public key, 32 bytes. */
  readonly logKey: Hex
  readonly name: string
  /** `host` or `host:port` in lower case. */
  readonly host: string
}

/** More than half admit; more than two thirds of the others remove, after a day. */
const RULES = {
  admitNumerator: 1,
  admitDenominator: 2,
  removeNumerator: 2,
  removeDenominator: 3,
  delay: 86_400,
  lifetime: 30 * 86_400,
  allowance: 0n,
} as const

/** A new network. `chainId` and `registry` name it; the rest can be read from the registry. */
export type Deployment = {
  readonly chainId: number
  readonly registry: Address
  readonly factory: Address
  readonly relationships: Address
  /** No event is older. */
  readonly deploymentBlock: number
  /** The Agents of the founding members, in their order. */
  readonly agents: readonly Address[]
}

/** The chain to deploy on; every engine is one. */
export type DeploymentChain = Pick<Engine, 'name' | 'chainId' | 'rpcUrl' | 'fund'>

/**
 * Deploys a network's contracts from an account made for this and forgotten afterwards: it has no
 * power over them. Writes no file.
 *
 * @throws {DeploymentError} MEDREC_DEPLOYMENT_FAILED if a contract refuses the founding members.
 */
export async function deployContracts(options: {
  readonly engine: DeploymentChain
  readonly foundingMembers: readonly FoundingMember[]
  /** Between a proposal to remove a member or to change the rules and its enacting; a day. */
  readonly delaySeconds?: number
}): Promise<Deployment> {
  const { engine, foundingMembers, delaySeconds = RULES.delay } = options
  const deployer = await makeDeployer(engine)
  try {
    const relationships = await deployer.deploy({
      abi: relationshipsAbi,
      bytecode: relationshipsBytecode,
      args: [],
    })
    const factory = await deployer.factoryOf(relationships.address)
    const groups = await deployer.deploy({
      abi: agentGroupsAbi,
      bytecode: agentGroupsBytecode,
      args: [factory],
    })
    const anchors = await deployer.deploy({
      abi: accessLogAnchorsAbi,
      bytecode: accessLogAnchorsBytecode,
      args: [factory],
    })
    const members = []
    for (const { owner, ...member } of foundingMembers) {
      members.push({ agent: await deployer.createProviderAgent(factory, owner), ...member })
    }
    const registry = await deployer.deploy({
      abi: agentRegistryAbi,
      bytecode: agentRegistryBytecode,
      args: [
        {
          factory,
          relationships: relationships.address,
          groups: groups.address,
          anchors: anchors.address,
        },
        { ...RULES, delay: delaySeconds },
        members,
      ],
    })
    return {
      chainId: engine.chainId,
      registry: registry.address,
      factory,
      relationships: relationships.address,
      deploymentBlock: relationships.blockNumber,
      agents: members.map((member) => member.agent),
    }
  } catch (cause) {
    throw new DeploymentError(engine.chainId, cause)
  }
}

type Contract = { readonly address: Address; readonly blockNumber: number }

async function makeDeployer(engine: DeploymentChain) {
  const account = privateKeyToAccount(generatePrivateKey())
  await engine.fund(account.address, parseEther('100'))
  const chain = defineChain({
    id: engine.chainId,
    name: engine.name,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [engine.rpcUrl] } },
  })
  const transport = http(engine.rpcUrl)
  const reader = createPublicClient({ chain, transport, cacheTime: 0, pollingInterval: 20 })
  const wallet = createWalletClient({ account, chain, transport })

  async function mined(hash: Hex): Promise<TransactionReceipt> {
    const receipt = await reader.waitForTransactionReceipt({ hash, timeout: 60_000 })
    if (receipt.status !== 'success') throw new Error(`Transaction ${hash} was refused.`)
    return receipt
  }

  return {
    async deploy(contract: Parameters<typeof wallet.deployContract>[0]): Promise<Contract> {
      const receipt = await mined(await wallet.deployContract(contract))
      if (!receipt.contractAddress) throw new Error('A deployment made no contract.')
      return {
        address: getAddress(receipt.contractAddress),
        blockNumber: Number(receipt.blockNumber),
      }
    },
    async factoryOf(relationships: Address): Promise<Address> {
      const contract = { address: relationships, abi: relationshipsAbi } as const
      return reader.readContract({ ...contract, functionName: 'factory' })
    },
    async createProviderAgent(factory: Address, owner: Address): Promise<Address> {
      const contract = { address: factory, abi: agentFactoryAbi, args: [owner] } as const
      await mined(await wallet.writeContract({ ...contract, functionName: 'createProviderAgent' }))
      return reader.readContract({ ...contract, functionName: 'providerAgentOf' })
    },
  }
}

export class DeploymentError extends MedRecError<
  'MEDREC_DEPLOYMENT_FAILED',
  { readonly chainId: number }
> {
  override name = 'DeploymentError'

  constructor(chainId: number, cause: unknown) {
    super(
      'MEDREC_DEPLOYMENT_FAILED',
      'The contracts of the network could not be deployed. Check that names, hosts and keys of the founding members are set and unique, then start over (npm start: with --reset).',
      { details: { chainId }, cause },
    )
  }
}
