import { type Hex, isAddressEqual, parseEventLogs, toHex, zeroAddress } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agentFactoryAbi, relationshipsAbi } from '../src/index.ts'
import {
  FAR_FUTURE,
  type Grant,
  grantOf,
  halves,
  NONE,
  type Open,
  type OwnerMessage,
  POINTER,
  placeOf,
  REST,
  related,
  revocationOf,
  signDisableOwner,
  signEnableOwner,
  signEnd,
  signGrants,
  signOpen,
  signRotation,
  strangers,
  submittedGrants,
  submittedOpen,
  termsOf,
} from './messages.ts'
import { type Network, newKey, refusalOf, startNetwork } from './network.ts'

const GRANT = 1
const MANAGE = 2

let network: Network

beforeAll(async () => {
  network = await startNetwork(633_732_001)
})

afterAll(async () => {
  await network?.[Symbol.asyncDispose]()
})

describe('the chain', () => {
  it('runs London: PUSH0 is no instruction there', async () => {
    const creation = (data: Hex) => network.reader.call({ account: newKey().address, data })
    await expect(creation('0x60006000f3')).resolves.toBeDefined()
    await expect(creation('0x5f5ff3')).rejects.toThrow(/NotActivated|invalid opcode/i)
  })
})

describe('open', () => {
  it('makes the relationship and the first grants in one transaction, and no Agent', async () => {
    const grant = grantOf({ readKinds: 5n, finerTerms: toHex(9, { size: 32 }) })
    const { patient, delegate, agent, id, receipt } = await related(network, [grant])

    expect(await network.factory.read.isAgent([agent])).toBe(false)
    expect(await network.factory.read.allows([agent, patient.address, MANAGE])).toBe(true)
    expect(await network.relationships.read.isDelegate([id, delegate.address])).toBe(true)
    expect(await network.relationships.read.relationship([id])).toEqual([
      agent,
      zeroAddress,
      0,
      false,
    ])
    expect(await network.relationships.read.grantOf([id, grant.commitment])).toEqual([
      termsOf(grant),
      grant.finerTerms,
    ])
    const events = parseEventLogs({
      abi: [...agentFactoryAbi, ...relationshipsAbi],
      logs: receipt.logs,
    })
    expect(events.map(({ eventName, args }) => ({ eventName, args }))).toEqual([
      {
        eventName: 'RelationshipOpened',
        args: {
          relationshipId: id,
          agent,
          delegate: delegate.address,
          owner: patient.address,
          sealedPointer: halves(POINTER),
        },
      },
      {
        eventName: 'GrantSet',
        args: {
          relationshipId: id,
          commitment: grant.commitment,
          terms: termsOf(grant),
          finerTerms: grant.finerTerms,
        },
      },
    ])
  })

  it('works as well where somebody made the Agent before', async () => {
    const { patient, delegate, message, id } = await strangers(network)
    await network.mined(network.factory.write.createAgent([patient.address]))
    await network.mined(network.relationships.write.open(await signed(message, patient, delegate)))
    expect((await network.relationships.read.relationship([id]))[0]).toBe(message.agent)
  })

  it('refuses the same message a second time', async () => {
    const { patient, delegate, message, id } = await related(network)
    const again = await signed(message, patient, delegate)
    expect(await refusalOf(network.relationships.simulate.open(again))).toEqual([
      'Relationships__AlreadyOpened',
      id,
    ])
  })

  it('refuses a message for another chain or another contract', async () => {
    const { patient, delegate, message, id } = await strangers(network)
    const elsewhere = [
      { ...placeOf(network), chainId: network.chainId + 1 },
      { ...placeOf(network), address: network.factory.address },
    ]
    for (const place of elsewhere) {
      const refusal = await refusalOf(
        network.relationships.simulate.open([
          submittedOpen(message),
          await signOpen(patient, place, message),
          await signOpen(delegate, place, message),
        ]),
      )
      // What is recovered from a signature over something else is some address nobody has the key of.
      expect(refusal.slice(0, 2)).toEqual(['Relationships__NotDelegate', id])
      expect(refusal[2]).not.toBe(delegate.address)
    }
  })

  it('refuses a message changed after either signed it', async () => {
    const { patient, delegate, message } = await strangers(network, [grantOf()])
    const changes: Partial<Open>[] = [
      { sealedPointer: `0x${'00'.repeat(64)}` },
      { grants: [] },
      { grants: [grantOf({ readKinds: 0b11111n })] },
      { kindsVersion: 2 },
      { kindsHash: NONE },
      { deadline: FAR_FUTURE + 1 },
    ]
    const place = placeOf(network)
    for (const change of changes) {
      const changed = { ...message, ...change }
      const byPatient = await refusalOf(
        network.relationships.simulate.open([
          submittedOpen(changed),
          await signOpen(patient, place, message),
          await signOpen(delegate, place, changed),
        ]),
      )
      expect(byPatient[0]).toBe('Relationships__NotAllowed')
      const byDelegate = await refusalOf(
        network.relationships.simulate.open([
          submittedOpen(changed),
          await signOpen(patient, place, changed),
          await signOpen(delegate, place, message),
        ]),
      )
      expect(byDelegate[0]).toBe('Relationships__NotDelegate')
    }
  })

  it('refuses the signatures of delegate and patient in each other’s place', async () => {
    const { patient, delegate, message, id } = await strangers(network)
    const swapped = await signed(message, delegate, patient)
    expect(await refusalOf(network.relationships.simulate.open(swapped))).toEqual([
      'Relationships__NotDelegate',
      id,
      patient.address,
    ])
  })

  it('refuses another owner for the Agent, and an account that is no Agent', async () => {
    const { patient, delegate, message } = await strangers(network)
    await network.mined(network.factory.write.createAgent([patient.address]))
    const stranger = newKey()
    const notOwner = { ...message, owner: stranger.address }
    expect(
      await refusalOf(
        network.relationships.simulate.open(await signed(notOwner, patient, delegate)),
      ),
    ).toEqual(['Relationships__NotOwnerOfAgent', stranger.address, message.agent])

    const foreign = { ...message, agent: network.relationships.address }
    expect(
      await refusalOf(
        network.relationships.simulate.open(await signed(foreign, patient, delegate)),
      ),
    ).toEqual(['Relationships__NotAgent', network.relationships.address])
  })

  it('refuses a message after its deadline', async () => {
    const { patient, delegate, message } = await strangers(network)
    const late = { ...message, deadline: 1 }
    expect(
      await refusalOf(network.relationships.simulate.open(await signed(late, patient, delegate))),
    ).toEqual(['Relationships__DeadlinePassed', 1])
  })
})

describe('setGrants', () => {
  it('sets a later version and refuses the same message again', async () => {
    const first = grantOf()
    const { patient, id } = await related(network, [first])
    const later = grantOf({ version: 7, readKinds: 0n, writeKinds: 3n })
    await set(patient, id, [later])
    expect(await stored(id, later)).toBe(termsOf(later))
    expect(await refusedGrants(patient, id, [later])).toEqual([
      'Relationships__StaleVersion',
      id,
      later.commitment,
      7,
    ])
  })

  it('refuses a version that is stored or older', async () => {
    const { patient, id } = await related(network, [grantOf({ version: 5 })])
    for (const version of [0, 4, 5]) {
      expect(await refusedGrants(patient, id, [grantOf({ version, readKinds: 1n })])).toEqual([
        'Relationships__StaleVersion',
        id,
        grantOf().commitment,
        version,
      ])
    }
  })

  it('revokes at equal version, once, and then needs a later version', async () => {
    const grant = grantOf({ version: 3, finerTerms: toHex(1, { size: 32 }) })
    const { patient, id } = await related(network, [grant])
    const revocation = revocationOf(grant)
    await set(patient, id, [revocation])
    expect(await network.relationships.read.grantOf([id, grant.commitment])).toEqual([
      3n << 224n,
      NONE,
    ])
    for (const stale of [revocation, grant]) {
      expect((await refusedGrants(patient, id, [stale]))[0]).toBe('Relationships__StaleVersion')
    }
    await set(patient, id, [grantOf({ version: 4 })])
    expect(await stored(id, grant)).toBe(termsOf(grantOf({ version: 4 })))
  })

  it('kills grants signed before a revocation and not yet submitted', async () => {
    const { patient, id } = await related(network)
    const pending = grantOf({ version: 1 })
    await set(patient, id, [revocationOf({ ...pending, version: 2 })])
    expect((await refusedGrants(patient, id, [pending]))[0]).toBe('Relationships__StaleVersion')
  })

  it('sets all grants of a message or none', async () => {
    const { patient, id } = await related(network)
    const good = grantOf()
    const bad = grantOf({ commitment: toHex(2, { size: 32 }), purposes: 0 })
    expect(await refusedGrants(patient, id, [good, bad])).toEqual([
      'Relationships__InvalidGrant',
      id,
      bad.commitment,
    ])
    expect(await stored(id, good)).toBe(0n)
  })

  it('refuses the delegate and strangers', async () => {
    const { delegate, agent, id } = await related(network)
    for (const key of [delegate, newKey()]) {
      expect(await refusedGrants(key, id, [grantOf()])).toEqual([
        'Relationships__NotAllowed',
        agent,
        key.address,
        GRANT,
      ])
    }
  })
})

describe('end', () => {
  it('ends by the patient or by the delegate, for good', async () => {
    for (const who of ['patient', 'delegate'] as const) {
      const people = await related(network, [grantOf()])
      const { id } = people
      await network.mined(network.relationships.write.end(await ending(people[who], id)))
      expect((await network.relationships.read.relationship([id]))[3]).toBe(true)

      const ended = ['Relationships__Ended', id]
      expect(await refusedGrants(people.patient, id, [grantOf({ version: 2 })])).toEqual(ended)
      expect(
        await refusalOf(network.relationships.simulate.end(await ending(people.patient, id))),
      ).toEqual(ended)
      const reopening = await signed(people.message, people.patient, people.delegate)
      expect(await refusalOf(network.relationships.simulate.open(reopening))).toEqual([
        'Relationships__AlreadyOpened',
        id,
      ])
    }
  })

  it('refuses a stranger', async () => {
    const { agent, id } = await related(network)
    const stranger = newKey()
    expect(await refusalOf(network.relationships.simulate.end(await ending(stranger, id)))).toEqual(
      ['Relationships__NotAllowed', agent, stranger.address, MANAGE],
    )
  })
})

describe('rotateDelegate', () => {
  it('puts the next delegate in the place of the current one', async () => {
    const { delegate, id } = await related(network)
    const next = newKey()
    const rotation = await rotating(id, [delegate, next], 1)
    await network.mined(network.relationships.write.rotateDelegate(rotation))
    expect((await network.relationships.read.relationship([id])).slice(1, 3)).toEqual([
      next.address,
      1,
    ])
    expect(await refusalOf(network.relationships.simulate.rotateDelegate(rotation))).toEqual([
      'Relationships__StaleRotation',
      id,
      1,
      2,
    ])
    expect(
      (await refusalOf(network.relationships.simulate.end(await ending(delegate, id))))[0],
    ).toBe('Relationships__NotAllowed')
    await network.mined(network.relationships.write.end(await ending(next, id)))
  })

  it('needs both delegates, and the next rotation', async () => {
    const { patient, delegate, id } = await related(network)
    const next = newKey()
    const refused = async (keys: Keys, number: number) =>
      refusalOf(network.relationships.simulate.rotateDelegate(await rotating(id, keys, number)))
    expect(await refused([patient, next], 1)).toEqual([
      'Relationships__NotDelegate',
      id,
      patient.address,
    ])
    expect(await refused([delegate, next], 2)).toEqual(['Relationships__StaleRotation', id, 2, 1])
    const [message, current] = await rotating(id, [delegate, next], 1)
    const alone = [message, current, current] as const
    expect(await refusalOf(network.relationships.simulate.rotateDelegate(alone))).toEqual([
      'Relationships__NotDelegate',
      id,
      delegate.address,
    ])
  })
})

describe('owners of an Agent', () => {
  it('enables another key, which then acts, and disables the first', async () => {
    const { patient, agent, id } = await related(network)
    const other = newKey()
    await enable(agent, patient, other)
    await set(other, id, [grantOf()])

    const { write, simulate, read } = network.agentAt(agent)
    const first = { owner: patient.address, nonce: 1n, deadline: FAR_FUTURE }
    await network.mined(write.disableOwner(await disabling(agent, other, first)))
    expect(await read.isOwnerEnabled([patient.address])).toBe(false)
    expect((await refusedGrants(patient, id, [grantOf({ version: 2 })]))[0]).toBe(
      'Relationships__NotAllowed',
    )
    const last = { owner: other.address, nonce: 2n, deadline: FAR_FUTURE }
    expect(await refusalOf(simulate.disableOwner(await disabling(agent, other, last)))).toEqual([
      'Agent__LastOwner',
      other.address,
    ])
  })

  it('emits from the factory, with the pointer sealed again and the next nonce', async () => {
    const { patient, agent } = await related(network)
    const other = newKey()
    const receipt = await enable(agent, patient, other)
    const [event] = parseEventLogs({ abi: agentFactoryAbi, logs: receipt.logs })
    expect(event?.eventName).toBe('OwnerEnabled')
    expect(event?.args).toEqual({
      agent,
      owner: other.address,
      nonce: 1n,
      sealedPointer: POINTER,
    })
    expect(event && isAddressEqual(event.address, network.factory.address)).toBe(true)
  })

  it('refuses a used nonce, a key that did not sign, and a message for another Agent', async () => {
    const { patient, agent } = await related(network)
    await enable(agent, patient, newKey())
    const { simulate } = network.agentAt(agent)
    const again = await enabling(agent, [patient, newKey()], 0n)
    expect(await refusalOf(simulate.enableOwner(again))).toEqual(['Agent__StaleNonce', 0n, 1n])

    const [message, byOwner] = await enabling(agent, [patient, newKey()], 1n)
    expect(await refusalOf(simulate.enableOwner([message, byOwner, byOwner]))).toEqual([
      'Agent__WrongSigner',
      patient.address,
      message.owner,
    ])

    const other = await related(network)
    await network.mined(network.factory.write.createAgent([other.patient.address]))
    const forFirst = await enabling(agent, [other.patient, newKey()], 0n)
    const elsewhere = network.agentAt(other.agent).simulate.enableOwner(forFirst)
    expect((await refusalOf(elsewhere))[0]).toBe('Agent__NotAllowed')
  })

  it('refuses a signature of nobody', async () => {
    const { patient, agent } = await related(network)
    await network.mined(network.factory.write.createAgent([patient.address]))
    const [message, byOwner] = await enabling(agent, [patient, newKey()], 0n)
    const nobody = { r: NONE, vs: NONE }
    const refusal = await refusalOf(
      network.agentAt(agent).simulate.enableOwner([message, byOwner, nobody]),
    )
    expect(refusal[0]).toBe('Agent__InvalidSignature')
  })
})

type Key = ReturnType<typeof newKey>
type Keys = readonly [Key, Key]

async function signed(message: Open, patient: Key, delegate: Key) {
  const place = placeOf(network)
  return [
    submittedOpen(message),
    await signOpen(patient, place, message),
    await signOpen(delegate, place, message),
  ] as const
}

async function granting(key: Key, relationshipId: Hex, grants: readonly Grant[]) {
  const message = { relationshipId, grants, ...REST }
  return [submittedGrants(message), await signGrants(key, placeOf(network), message)] as const
}

async function set(key: Key, id: Hex, grants: readonly Grant[]) {
  return network.mined(network.relationships.write.setGrants(await granting(key, id, grants)))
}

async function refusedGrants(key: Key, id: Hex, grants: readonly Grant[]) {
  return refusalOf(network.relationships.simulate.setGrants(await granting(key, id, grants)))
}

async function ending(key: Key, relationshipId: Hex) {
  const message = { relationshipId, deadline: FAR_FUTURE }
  return [message, await signEnd(key, placeOf(network), message)] as const
}

async function rotating(relationshipId: Hex, [current, next]: Keys, rotation: number) {
  const message = { relationshipId, delegate: next.address, rotation, deadline: FAR_FUTURE }
  const place = placeOf(network)
  return [
    message,
    await signRotation(current, place, message),
    await signRotation(next, place, message),
  ] as const
}

/** Makes the Agent and enables `owner` with the first nonce. */
async function enable(address: Hex, key: Key, owner: Key) {
  await network.mined(network.factory.write.createAgent([key.address]))
  const args = await enabling(address, [key, owner], 0n)
  return network.mined(network.agentAt(address).write.enableOwner(args))
}

async function enabling(address: Hex, [key, owner]: Keys, nonce: bigint) {
  const place = { chainId: network.chainId, address }
  const message = {
    owner: owner.address,
    sealedPointer: POINTER,
    nonce,
    deadline: FAR_FUTURE,
  } as const
  return [
    message,
    await signEnableOwner(key, place, message),
    await signEnableOwner(owner, place, message),
  ] as const
}

async function disabling(address: Hex, key: Key, message: OwnerMessage) {
  const place = { chainId: network.chainId, address }
  return [message, await signDisableOwner(key, place, message)] as const
}

async function stored(id: Hex, { commitment }: Grant): Promise<bigint> {
  return (await network.relationships.read.grantOf([id, commitment]))[0]
}
