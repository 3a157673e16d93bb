import type { Address, PrivateKeyAccount } from 'viem'
import { parseEther } from 'viem'
import {
  createNetworkClient,
  type Member,
  type Network,
  type RegistryAction,
  type RegistryProposal,
  relayRegistryActions,
  signRegistryActions,
} from '../src/index.ts'
import {
  type Deployment,
  deployContracts,
  findGeth,
  GethMissingError,
  type GethNetwork,
} from '../src/node/index.ts'
import { newAccount, nowSeconds } from './chain-fixture.ts'

/** The geth of this machine, for what tests share; undefined where there is none. */
export async function gethHere(): Promise<string | undefined> {
  try {
    return await findGeth({ named: process.env.MEDREC_GETH, searchPath: process.env.PATH })
  } catch (error) {
    if (error instanceof GethMissingError) return undefined
    throw error
  }
}

/** Waits for a condition of a chain that takes seconds. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('The condition never came true.')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export type TestMember = {
  readonly member: Member
  /** Lets the member's Agent act, its own account paying. */
  readonly act: (...actions: RegistryAction[]) => Promise<readonly RegistryProposal[]>
}

/** A registry on a network of authorities, each of them a member. */
export async function foundRegistry(chain: GethNetwork): Promise<{
  readonly network: Network
  readonly deployment: Deployment
  readonly members: readonly TestMember[]
}> {
  const [first] = chain.authorities
  if (first === undefined) throw new TypeError('A network has an authority.')
  const people = chain.authorities.map(({ sealer }, index) => newPerson(sealer, index))
  const fund = (address: Address, wei: bigint) => chain.fund(address, wei)
  for (const { account } of people) await fund(account.address, parseEther('10'))
  const deployment = await deployContracts({
    engine: { name: 'geth', chainId: chain.chainId, rpcUrl: first.rpcUrl, fund },
    foundingMembers: people.map(({ owner, record }) => ({ owner: owner.address, ...record })),
    delaySeconds: 0,
  })
  const network = await createNetworkClient({ rpcUrl: first.rpcUrl, ...deployment })
  const members = people.map((person, index) =>
    memberOf(network, person, deployment.agents[index] ?? person.owner.address),
  )
  return { network, deployment, members }
}

export function newPerson(sealer: Address, index: number) {
  const [owner, account] = [newAccount(), newAccount()]
  const record = {
    account: account.address,
    sealer,
    hpkeKey: keyOf(index, 'a'),
    logKey: keyOf(index, 'b'),
    name: `Hospital ${index + 1}`,
    host: `localhost:${8481 + index}`,
  }
  return { owner, account, record }
}

export function memberOf(
  network: Network,
  {
    owner,
    account,
    record,
  }: { owner: PrivateKeyAccount; account: PrivateKeyAccount } & {
    record: Omit<Member, 'agent'>
  },
  agent: Address,
): TestMember {
  return {
    member: { agent, ...record },
    async act(...actions) {
      const deadline = nowSeconds() + 3_600
      const signed = await signRegistryActions({ network, agent, owner, actions, deadline })
      return relayRegistryActions({ network, account, signed })
    },
  }
}

function keyOf(index: number, digit: string): `0x${string}` {
  return `0x${digit.repeat(62)}${(index + 1).toString(16).padStart(2, '0')}`
}
