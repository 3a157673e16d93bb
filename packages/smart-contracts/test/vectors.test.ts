import { readFileSync } from 'node:fs'
import { hashTypedData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

    await mined(
      relationships.write.open([open.message, open.signatures.patient, open.signatures.delegate]),
    )
    expect(await termsOf(relationshipId, vectors.terms.reading.grant.commitment)).toBe(
      BigInt(vectors.terms.reading.packed),
    )
    expect(await termsOf(relationshipId, vectors.terms.narrowed.grant.commitment)).toBe(
      BigInt(vectors.terms.narrowed.packed),
    )

    await mined(relationships.write.setGrants([setGrants.message, setGrants.signatures.patient]))
    expect(await termsOf(relationshipId, vectors.terms.changed.grant.commitment)).toBe(
      BigInt(vectors.terms.changed.packed),
    )
    expect(await termsOf(relationshipId, vectors.terms.revocation.grant.commitment)).toBe(
      BigInt(vectors.terms.revocation.packed),
    )

    const enabling = enableOwner.message
    await mined(
      agent.write.enableOwner([
        enabling.owner,
        enabling.sealedPointer,
        enabling.deadline,
        enableOwner.signatures.patient,
      ]),
    )
    const { owner, deadline } = disableOwner.message
    await mined(agent.write.disableOwner([owner, deadline, disableOwner.signatures.otherOwner]))
    await mined(
      relationships.write.rotateDelegate([
        rotateDelegate.message,
        rotateDelegate.signatures.delegate,
        rotateDelegate.signatures.nextDelegate,
      ]),
    )
    await mined(relationships.write.end([end.message, end.signatures.nextDelegate]))
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
