import { join } from 'node:path'
import {
  createNetworkClient,
  type Member,
  type Network,
  type RegistryAction,
  relayRegistryActions,
  signRegistryActions,
} from '@medrec/ethereum-client'
import {
  cliqueConsensus,
  createFollowProbe,
  deployContracts,
  findGeth,
  type GethNetwork,
  readSealer,
  startGethNetwork,
  startSignerVoter,
} from '@medrec/ethereum-client/node'
import { unixSecondsOf } from '@medrec/protocol'
import { agentFactoryAbi } from '@medrec/smart-contracts'
import {
  type Address,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  isAddressEqual,
  type PrivateKeyAccount,
  parseEther,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { rounded } from '../median.ts'
import { until } from '../until.ts'

const PROBED_BLOCKS = 3
const PATIENCE = { everyMs: 100, withinMs: 120_000 }

/** A provider with an authority of its own: what it signs with, and what the registry says of it. */
type Provider = {
  readonly owner: PrivateKeyAccount
  readonly account: PrivateKeyAccount
  readonly record: Omit<Member, 'agent'>
}

/**
 * Measures how long a network of so many authorities, each with a real voter, takes to let a new one
 * seal: from the vote of the members that decides to the first block by the newcomer's hand. Its
 * node follows the chain already.
 */
export async function measureAdmission(folder: string, authorities: number) {
  const program = await findGeth({ named: process.env.MEDREC_GETH, searchPath: process.env.PATH })
  await using stack = new AsyncDisposableStack()
  const chain = stack.use(
    await startGethNetwork({
      ...{ program, folder: join(folder, 'admission'), authorities, periodSeconds: 1 },
    }),
  )
  const members = chain.authorities.map(({ sealer }, index) => newProvider(sealer, index))
  for (const { account } of members) await chain.fund(account.address, parseEther('10'))
  const deployment = await deployContracts({
    engine: {
      ...{ name: 'geth', chainId: chain.chainId, rpcUrl: rpcUrlOf(chain) },
      fund: (address, wei) => chain.fund(address, wei),
    },
    foundingMembers: members.map(({ owner, record }) => ({ owner: owner.address, ...record })),
    delaySeconds: 0,
  })
  const network = await createNetworkClient({ rpcUrl: rpcUrlOf(chain), ...deployment })
  const [node, ...others] = chain.authorities.map((authority) => authority.running())
  if (node === undefined) throw new Error('A network has an authority.')

  const joining = await chain.join()
  for (const running of [node, ...others]) {
    const probe = createFollowProbe({
      ...{ ownRpcUrl: running.rpcUrl, newcomerRpcUrl: joining.rpcUrl, blocks: PROBED_BLOCKS },
    })
    stack.use(
      startSignerVoter({
        ...{ rpcUrl: running.rpcUrl, consensus: cliqueConsensus(running.control) },
        ...deployment,
        isReady: async (sealer) => isAddressEqual(sealer, joining.sealer) && (await probe()),
        report: () => undefined,
      }),
    )
  }
  const newcomer = newProvider(joining.sealer, members.length)
  await chain.fund(newcomer.account.address, parseEther('10'))
  const agent = await makeAgent(network, newcomer)

  const act = (index: number, ...actions: readonly RegistryAction[]) =>
    actAs(network, { provider: members[index], agent: deployment.agents[index] }, actions)
  const [admission] = await act(0, {
    ...{ type: 'propose-admission', newcomer: { agent, ...newcomer.record } },
  })
  if (admission === undefined) throw new Error('There is a proposal.')
  // The proposer has voted for it; a majority of five is three.
  const deciding = Math.floor(authorities / 2)
  for (let index = 1; index < deciding; index += 1) {
    await act(index, { type: 'vote', id: admission.id, isInFavour: true })
  }
  const decidedAt = performance.now()
  const vote = { type: 'vote', id: admission.id, isInFavour: true } as const
  await act(deciding, vote, { type: 'enact', ...admission })
  await until(async () => {
    const head = Number(await network.client.getBlockNumber())
    const sealer = await readSealer(node.control, head)
    if (!isAddressEqual(sealer, joining.sealer)) throw new Error('The newcomer seals nothing.')
  }, PATIENCE)
  return { admissionSeconds: rounded((performance.now() - decidedAt) / 1_000, 1) }
}

async function actAs(
  network: Network,
  by: { readonly provider: Provider | undefined; readonly agent: Address | undefined },
  actions: readonly RegistryAction[],
) {
  const { provider, agent } = by
  if (provider === undefined || agent === undefined) throw new Error('There is no such member.')
  const { owner, account } = provider
  const deadline = unixSecondsOf(new Date()) + 3_600
  const signed = await signRegistryActions({ network, agent, owner, actions, deadline })
  return relayRegistryActions({ network, account, signed })
}

/** The newcomer's Agent, which anybody may have made. */
async function makeAgent(network: Network, { owner, account }: Provider): Promise<Address> {
  const { client } = network
  const factory = { address: network.factory, abi: agentFactoryAbi } as const
  const wallet = createWalletClient({
    account,
    chain: defineChain({
      ...{ id: network.chainId, name: 'geth', rpcUrls: { default: { http: [] } } },
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    }),
    transport: http(client.transport.url),
  })
  const hash = await wallet.writeContract({
    ...{ ...factory, functionName: 'createProviderAgent', args: [owner.address] },
  })
  await client.waitForTransactionReceipt({ hash, pollingInterval: 100 })
  return client.readContract({
    ...{ ...factory, functionName: 'providerAgentOf', args: [owner.address] },
  })
}

function newProvider(sealer: Address, index: number): Provider {
  const [owner, account] = [newAccount(), newAccount()]
  const record = {
    ...{ account: account.address, sealer, hpkeKey: keyOf('a', index), logKey: keyOf('b', index) },
    ...{ name: `Hospital ${index + 1}`, host: `localhost:${8481 + index}` },
  }
  return { owner, account, record }
}

function rpcUrlOf({ authorities: [first] }: GethNetwork): string {
  if (first === undefined) throw new Error('A network has an authority.')
  return first.rpcUrl
}

/** A public key that nobody uses here, and nobody else has. */
function keyOf(digit: string, index: number): Hex {
  return `0x${digit.repeat(62)}${(index + 1).toString(16).padStart(2, '0')}`
}

function newAccount(): PrivateKeyAccount {
  return privateKeyToAccount(generatePrivateKey())
}
