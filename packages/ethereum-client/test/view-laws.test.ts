import { unpackTerms } from '@medrec/protocol'
import { agentFactoryAbi, relationshipsAbi } from '@medrec/smart-contracts'
import fc from 'fast-check'
import { type PrivateKeyAccount, zeroAddress } from 'viem'
import { describe, expect, it } from 'vitest'
import {
  createPermissionView,
  followChain,
  type GrantInForce,
  type Network,
  type PermissionView,
  type RelayMessage,
  RIGHTS,
  readEvents,
} from '../src/index.ts'
import {
  grantOf,
  memoryStore,
  newAccount,
  newRelationship,
  nowSeconds,
  type Relationship,
  relay,
  revocationOf,
  startTestNetwork,
} from './chain-fixture.ts'

const PEOPLE = 4
const VIEWERS = 3

type Operation = {
  readonly kind: 'open' | 'grant' | 'revoke' | 'end' | 'enable' | 'disable' | 'rotate'
  readonly person: number
  readonly viewer: number
}

const operations = fc.array(
  fc.record<Operation>({
    kind: fc.constantFrom('open', 'grant', 'revoke', 'end', 'enable', 'disable', 'rotate'),
    person: fc.nat(PEOPLE - 1),
    viewer: fc.nat(VIEWERS - 1),
  }),
  { minLength: 30, maxLength: 60 },
)

describe('PermissionView', () => {
  it('equals a rebuild from genesis, and the contracts, after random operations', {
    timeout: 120_000,
  }, async () => {
    await using chain = await startTestNetwork()
    const { network, relayer } = chain
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(operations, async (steps) => {
        const people = await Promise.all(
          Array.from({ length: PEOPLE }, () => newRelationship(network)),
        )
        const viewers = Array.from({ length: VIEWERS }, newAccount)
        const versions = new Map<string, number>()
        const nonces = new Map<string, bigint>()
        const followed = await createPermissionView({ store: memoryStore(), now: nowSeconds })
        await using follower = followChain({ network, view: followed, pollMs: 20 })
        const openings = people.slice(1).map((person) => person.open())
        for (const opening of openings) await relay(relayer, await opening)
        let last = 0
        for (const step of steps) {
          const person = people[step.person]
          if (person === undefined) throw new Error('no such person')
          const message = await messageOf(step, { person, viewers, versions, nonces })
          // The contract refuses what makes no sense now; the view must follow what it takes.
          const block = await relay(relayer, message).catch(() => undefined)
          if (block === undefined) continue
          accepted += 1
          if (step.kind === 'enable' || step.kind === 'disable') {
            nonces.set(person.agent, (nonces.get(person.agent) ?? 0n) + 1n)
          }
          last = block
          if (step.viewer === 0) await follower.reached(last)
        }
        await follower.reached(Number(await network.client.getBlockNumber()))

        const rebuilt = await rebuildOf(followed, () => readEvents(network, 0, headOf(followed)))
        for (const person of people) {
          expect(snapshotOf(rebuilt, person, viewers)).toEqual(
            snapshotOf(followed, person, viewers),
          )
          expect(snapshotOf(followed, person, viewers)).toMatchObject(
            await readContracts(network, person, viewers),
          )
        }
        expect(followed.missingNarrowings()).toEqual([])
      }),
      { numRuns: 5, seed: 20261123 },
    )
    // Else the law would hold of nothing.
    expect(accepted).toBeGreaterThan(80)
  })
})

type Situation = {
  readonly person: Relationship
  readonly viewers: readonly PrivateKeyAccount[]
  readonly versions: Map<string, number>
  /** How many messages each Agent has used. */
  readonly nonces: Map<string, bigint>
}

async function messageOf(step: Operation, situation: Situation): Promise<RelayMessage> {
  const { person, viewers, versions, nonces } = situation
  const viewer = viewers[step.viewer] ?? person.owner
  const commitment = person.commitment(viewer.address)
  const version = versions.get(commitment) ?? 1
  const nonce = nonces.get(person.agent) ?? 0n
  switch (step.kind) {
    case 'open':
      return person.open([grantOf(commitment, { version })])
    case 'grant':
      versions.set(commitment, version + 1)
      return person.setGrants([
        grantOf(commitment, { version: version + 1, readKinds: BigInt(step.viewer + 1) }),
      ])
    case 'revoke':
      return person.setGrants([revocationOf(commitment, version)])
    case 'end':
      // Rarely, so that there is something left to do.
      return step.viewer === 0 ? person.end() : person.open()
    case 'enable':
      return person.enable(viewer, nonce)
    case 'disable':
      return person.disable(viewer.address, nonce)
    case 'rotate':
      return person.rotate(newAccount())
  }
}

async function rebuildOf(
  view: PermissionView,
  read: () => ReturnType<typeof readEvents>,
): Promise<PermissionView> {
  const head = view.head()
  if (head === undefined) throw new Error('the view has no head')
  const rebuilt = await createPermissionView({ store: memoryStore(), now: nowSeconds })
  await rebuilt.rebuild({ events: await read(), head })
  return rebuilt
}

/** What the contracts themselves answer; nothing of what was never opened. */
async function readContracts(
  network: Network,
  person: Relationship,
  viewers: readonly PrivateKeyAccount[],
): Promise<object> {
  const contract = { address: network.relationships, abi: relationshipsAbi } as const
  const [agent, , rotation, isEnded] = await network.client.readContract({
    ...contract,
    functionName: 'relationship',
    args: [person.id],
  })
  if (agent === zeroAddress) return { relationship: undefined, grants: [] }
  const grants = viewers.map(async (viewer) => {
    const commitment = person.commitment(viewer.address)
    const args = [person.id, commitment] as const
    const [terms, finerTerms] = await network.client.readContract({
      ...contract,
      functionName: 'grantOf',
      args,
    })
    return { commitment, terms: unpackTerms(terms, finerTerms) }
  })
  const owners = [person.owner.address, ...viewers.map(({ address }) => address)].map(
    async (owner) => ({
      allowed: await network.client.readContract({
        address: network.factory,
        abi: agentFactoryAbi,
        functionName: 'allows',
        args: [agent, owner, RIGHTS.grant],
      }),
    }),
  )
  return {
    relationship: { agent, rotation, isEnded },
    grants: (await Promise.all(grants)).filter(({ terms }) => terms.version > 0).sort(byCommitment),
    owners: await Promise.all(owners),
  }
}

function byCommitment(a: GrantInForce, b: GrantInForce): number {
  return a.commitment < b.commitment ? -1 : 1
}

function headOf(view: PermissionView): number {
  return view.head()?.number ?? 0
}

function snapshotOf(
  view: PermissionView,
  person: Relationship,
  viewers: readonly PrivateKeyAccount[],
): unknown {
  return {
    relationship: view.relationship(person.id),
    ofAgent: view.relationshipsOfAgent(person.agent),
    grants: [...view.grants(person.id)].sort(byCommitment),
    owners: [person.owner.address, ...viewers.map(({ address }) => address)].map((owner) => ({
      allowed: view.allows(person.agent, owner, 'grant'),
      agents: view.agentsOfKey(owner),
    })),
    members: view.members(),
    head: view.head(),
  }
}
