import { readFileSync } from 'node:fs'
import { hashTypedData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compactOf, submittedGrants, submittedOpen } from './messages.ts'
import { type Network, startNetwork } from './network.ts'

const vectors = JSON.parse(
  readFileSync(new URL('../../../vectors/typed-messages.json', import.meta.url), 'utf8'),
)

let network: Network

beforeAll(async () => {
  network = await startNetwork(
    vectors.chainId,
    privateKeyToAccount(vectors.keys.deployer.privateKey),
  )
})

afterAll(async () => {
  await network?.[Symbol.asyncDispose]()
})

describe('the known answers', () => {
  it('are hashed so by viem', () => {
    for (const typed of Object.values<{ digest: string }>(vectors.messages)) {
      expect(hashTypedData(typed as never)).toBe(typed.digest)
    }
  })

  it('name the addresses at which contracts and Agents stand', async () => {
    const { contracts, agents, keys } = vectors
    expect(network.factory.address).toBe(contracts.factory)
    expect(network.relationships.address).toBe(contracts.relationships)
    expect(await network.factory.read.implementation()).toBe(contracts.implementation)
    expect(await network.factory.read.agentOf([keys.patient.address])).toBe(agents.patient)
    expect(await network.factory.read.agentOf([keys.viewerOwner.address])).toBe(agents.viewer)
  })

  it('are accepted by the contracts, one after the other', async () => {
    const { open, setGrants, enableOwner, disableOwner, rotateDelegate, end } = vectors.messages
    const { relationships, mined } = network
    const { relationshipId } = vectors.relationshipId
    const agent = network.agentAt(vectors.agents.patient)

    const opening = open.signatures
    await mined(
      relationships.write.open([
        submittedOpen(open.message),
        compactOf(opening.patient),
        compactOf(opening.delegate),
      ]),
    )
    expect(await termsOf(relationshipId, vectors.terms.reading.grant.commitment)).toBe(
      BigInt(vectors.terms.reading.packed),
    )
    expect(await termsOf(relationshipId, vectors.terms.narrowed.grant.commitment)).toBe(
      BigInt(vectors.terms.narrowed.packed),
    )

    const granting = compactOf(setGrants.signatures.patient)
    await mined(relationships.write.setGrants([submittedGrants(setGrants.message), granting]))
    expect(await termsOf(relationshipId, vectors.terms.changed.grant.commitment)).toBe(
      BigInt(vectors.terms.changed.packed),
    )
    expect(await termsOf(relationshipId, vectors.terms.revocation.grant.commitment)).toBe(
      BigInt(vectors.terms.revocation.packed),
    )

    await mined(network.factory.write.createAgent([vectors.keys.patient.address]))
    await mined(
      agent.write.enableOwner([
        enableOwner.message,
        compactOf(enableOwner.signatures.patient),
        compactOf(enableOwner.signatures.otherOwner),
      ]),
    )
    const disabling = compactOf(disableOwner.signatures.otherOwner)
    await mined(agent.write.disableOwner([disableOwner.message, disabling]))
    await mined(
      relationships.write.rotateDelegate([
        rotateDelegate.message,
        compactOf(rotateDelegate.signatures.delegate),
        compactOf(rotateDelegate.signatures.nextDelegate),
      ]),
    )
    await mined(relationships.write.end([end.message, compactOf(end.signatures.nextDelegate)]))
    expect(await relationships.read.relationship([relationshipId])).toEqual([
      vectors.agents.patient,
      vectors.keys.nextDelegate.address,
      1,
      true,
    ])
  })
})

async function termsOf(relationshipId: `0x${string}`, commitment: `0x${string}`): Promise<bigint> {
  return (await network.relationships.read.grantOf([relationshipId, commitment]))[0]
}
