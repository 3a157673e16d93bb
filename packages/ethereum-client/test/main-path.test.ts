import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPermissionView, followChain } from '../src/index.ts'
import {
  grantOf,
  memoryStore,
  newAccount,
  newRelationship,
  nowSeconds,
  relay,
  revocationOf,
  startTestNetwork,
  type TestNetwork,
  until,
} from './chain-fixture.ts'

describe('a relationship from its opening to its end', () => {
  let chain: TestNetwork
  beforeAll(async () => {
    chain = await startTestNetwork()
  })
  afterAll(() => chain[Symbol.asyncDispose]())

  it('reads the members of a network from its registry', async () => {
    const members = await chain.network.readMembers()
    expect(members.map(({ agent, host }) => ({ agent, host }))).toEqual([
      { agent: chain.deployment.agents[0], host: 'localhost:8481' },
      { agent: chain.deployment.agents[1], host: 'localhost:8482' },
    ])
  })

  it('shows opening, grant, revocation and end in the view', async () => {
    const { network, relayer } = chain
    const view = await createPermissionView({ store: memoryStore(), now: nowSeconds })
    await using follower = followChain({ network, view })
    const patient = await newRelationship(network)
    const viewer = patient.commitment(newAccount().address)

    await follower.reached(await relay(relayer, await patient.open()))
    expect(view.relationship(patient.id)).toMatchObject({
      agent: patient.agent,
      delegate: patient.delegate.address,
      isEnded: false,
      sealedPointer: patient.sealedPointer,
    })
    expect(view.allows(patient.agent, patient.owner.address, 'manage')).toBe(true)
    expect(view.allows(patient.agent, newAccount().address, 'read')).toBe(false)
    expect(view.agentsOfKey(patient.owner.address)).toEqual([patient.agent])
    expect(view.relationshipsOfAgent(patient.agent).map(({ id }) => id)).toEqual([patient.id])
    expect(view.grant(patient.id, viewer)).toBeUndefined()
    expect(view.members()).toEqual(await network.readMembers())

    const grant = grantOf(viewer)
    await follower.reached(await relay(relayer, await patient.setGrants([grant])))
    const { commitment, ...terms } = grant
    expect(view.grant(patient.id, viewer)).toEqual(terms)
    expect(view.grants(patient.id)).toEqual([{ commitment, terms }])

    const signed = await patient.setGrants([revocationOf(viewer, 1)])
    const startedAt = performance.now()
    const { mined } = await relayer.submit(signed)
    await until(() => view.grant(patient.id, viewer)?.readKinds === 0n)
    const enforcedMs = performance.now() - startedAt
    await mined()
    expect(enforcedMs).toBeLessThan(1_000)

    const next = newAccount()
    await follower.reached(await relay(relayer, await patient.rotate(next)))
    expect(view.relationship(patient.id)).toMatchObject({ delegate: next.address, rotation: 1 })
    await follower.reached(await relay(relayer, await patient.end(next)))
    expect(view.relationship(patient.id)?.isEnded).toBe(true)
  })

  it('enables and disables keys in the view', async () => {
    const { network, relayer } = chain
    const view = await createPermissionView({ store: memoryStore(), now: nowSeconds })
    await using follower = followChain({ network, view })
    const patient = await newRelationship(network)
    const second = newAccount()
    const isAllowed = () => view.allows(patient.agent, second.address, 'grant')

    await relay(relayer, await patient.open())
    await follower.reached(await relay(relayer, await patient.enable(second, 0n)))
    expect(isAllowed()).toBe(true)
    await follower.reached(await relay(relayer, await patient.disable(second.address, 1n)))
    expect(isAllowed()).toBe(false)
    expect(view.agentsOfKey(second.address)).toEqual([])
    await follower.reached(await relay(relayer, await patient.enable(second, 2n)))
    expect(isAllowed()).toBe(true)
  })
})
