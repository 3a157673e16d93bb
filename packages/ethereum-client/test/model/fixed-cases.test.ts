import { generatePrivateKey } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAnvilNode } from './anvil-node.ts'
import type { ChainNode } from './chain-node.ts'
import { ContractDriver } from './contract-driver.ts'
import { DAY } from './model-state.ts'
import type { Grant, Operation } from './operation.ts'
import { apply } from './permission-model.ts'
import { plain, type Stage } from './population.ts'
import { begin } from './run-sequence.ts'

/**
 * What random sequences found where the contracts and their interfaces once differed, or where it
 * had to be decided what is meant.
 */
let node: ChainNode
let driver: ContractDriver

beforeAll(async () => {
  const funded = generatePrivateKey()
  node = await startAnvilNode(633_732_099, funded)
  driver = await ContractDriver.deploy(node, funded)
})

afterAll(async () => {
  await node?.[Symbol.asyncDispose]()
})

describe('the contracts', () => {
  it('refuse the rotation of a disabled key to itself', async () => {
    const { play } = await scene('related')
    const key = 'x1'
    const refused = await play((deadline) => ({
      type: 'rotateOwner',
      agent: 'person p0',
      oldOwner: key,
      newOwner: key,
      pointer: 'none',
      nonce: 0,
      deadline,
      signature: plain('p0'),
      ownerSignature: plain(key),
    }))
    expect(refused).toBe('Agent__NotEnabled')
  })

  it('note a sign of life of an owner who acts as its own custodian', async () => {
    const { play, people } = await scene('related')
    const agent = 'person p0'
    const signature = plain('p0')
    const until = (await driver.now()) + 100 * DAY
    const set = { type: 'setCustodian', agent, custodian: 'p0', rights: 7, signature } as const
    await play((deadline) => ({ ...set, until, nonce: 0, deadline }))
    await play((deadline) => ({
      type: 'setSwitch',
      agent,
      timeout: DAY,
      directives: [{ relationship: 'person p0 & d0', grants: [], salt: 0 }],
      nonce: 0,
      deadline,
      signature,
    }))
    await play((deadline) => ({
      type: 'setCustody',
      agent,
      ownerRights: 0,
      until,
      custodian: 'p0',
      nonce: 1,
      deadline,
      signature,
    }))
    const before = await touchedAt()
    await play((deadline) => ({ ...set, until: until - 1, nonce: 2, deadline }))
    const after = await touchedAt()
    expect(after).not.toEqual(before)
    // Also through a relationship.
    await play((deadline) => ({
      type: 'end',
      relationship: 'person p0 & d0',
      deadline,
      signature,
    }))
    expect(await touchedAt()).not.toEqual(after)

    async function touchedAt(): Promise<unknown> {
      const [answer] = await driver.answers(people, [{ ask: 'agent', agent }], await driver.now())
      return answer !== null && typeof answer === 'object' && 'switch' in answer && answer.switch
    }
  })

  it('take a provider’s first owner in an opening only as the key that signs', async () => {
    const { play } = await scene('related')
    const agent = 'provider h0'
    await play((deadline) => ({
      type: 'enableOwner',
      agent,
      owner: 'x0',
      pointer: 'none',
      nonce: 0,
      deadline,
      signature: plain('h0'),
      ownerSignature: plain('x0'),
    }))
    const opening = { type: 'open', owner: 'h0', agent, delegate: 'd0', grants: [] } as const
    const delegateSignature = plain('d0')
    const refused = await play((deadline) => ({
      ...opening,
      deadline,
      signature: plain('x0'),
      delegateSignature,
    }))
    expect(refused).toBe('Relationships__NotOwnerOfAgent')
    await play((deadline) => ({ ...opening, deadline, signature: plain('h0'), delegateSignature }))
  })

  it('give the first owner of a provider’s Agent no right before it is made', async () => {
    const { play } = await scene('related')
    const founding = { type: 'found', founder: 'provider h1', salt: 0 } as const
    const signature = plain('h1')
    expect(await play((deadline) => ({ ...founding, deadline, signature }))).toBe(
      'AgentGroups__NotAllowed',
    )
    await play(() => ({ type: 'createAgent', agent: 'provider h1' }))
    expect(await play((deadline) => ({ ...founding, deadline, signature }))).toBeNull()
  })

  it('release what is left of a directive of which one grant is stale', async () => {
    const { play } = await scene('related')
    const agent = 'person p0'
    const relationship = 'person p0 & d0'
    const signature = plain('p0')
    const notAfter = (await driver.now()) + 1_000 * DAY
    const grant = (viewer: number): Grant => ({
      viewer,
      readKinds: 1,
      writeKinds: 0,
      notBefore: 0,
      notAfter,
      purposes: 1,
      version: 1,
      finerTerms: 0,
    })
    const directive = { relationship, grants: [grant(0), grant(1)], salt: 0 }
    await play((deadline) => ({
      type: 'setSwitch',
      agent,
      timeout: DAY,
      directives: [directive],
      nonce: 0,
      deadline,
      signature,
    }))
    const since = { ...grant(1), readKinds: 0, notAfter: 0, purposes: 0 }
    await play((deadline) => ({
      type: 'setGrants',
      relationship,
      grants: [since],
      deadline,
      signature,
    }))
    expect(await play(() => ({ type: 'release', directive }), 2 * DAY)).toBeNull()
    expect(await play(() => ({ type: 'release', directive }))).toBe('Relationships__NoGrants')
  })
})

/** Has the contracts and the model do one thing after the other; gives the name of a refusal. */
async function scene(stage: Stage) {
  const beginning = await begin(driver, stage)
  const { scene: people } = beginning
  let { state } = beginning
  async function play(
    operationBy: (deadline: number) => Operation,
    wait = 1,
  ): Promise<string | null> {
    const at = (await driver.now()) + wait
    const operation = operationBy(at)
    const { error } = await driver.submit(people, operation, { at, isMinedIfRefused: true })
    const verdict = apply(state, operation, at)
    if (error === null) expect(verdict.errors).toEqual([])
    else expect(verdict.errors).toContain(error)
    state = verdict.state
    return error
  }
  return { play, people }
}
