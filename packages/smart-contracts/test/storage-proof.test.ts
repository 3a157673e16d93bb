import { encodeAbiParameters, type Hex, hexToBigInt, keccak256, numberToHex, toHex } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  FAR_FUTURE,
  type Grant,
  grantOf,
  NONE,
  placeOf,
  REST,
  related,
  revocationOf,
  signEnd,
  signGrants,
  signRotation,
  submittedGrants,
} from './messages.ts'
import { type Network, newKey, startNetwork } from './network.ts'

let network: Network

beforeAll(async () => {
  network = await startNetwork(633_732_003)
})

afterAll(async () => {
  await network?.[Symbol.asyncDispose]()
})

/** The storage that IRelationships documents, as `eth_getProof` gives it to whoever asks no getter. */
describe('the storage of Relationships', () => {
  it('has the terms of a grant in one slot, and its finer terms in the next', async () => {
    const finer = grantOf({ readKinds: 5n, writeKinds: 2n, finerTerms: toHex(9, { size: 32 }) })
    const plain = grantOf({ commitment: toHex('another', { size: 32 }), notBefore: 1_800_000_000 })
    const { id } = await related(network, [finer, plain])
    for (const grant of [finer, plain]) {
      expect(await provenGrant(id, grant)).toEqual(await readGrant(id, grant))
      expect((await provenGrant(id, grant))[1]).toBe(hexToBigInt(grant.finerTerms))
    }
  })

  it('has the version alone of a revoked grant', async () => {
    const grant = grantOf({ version: 3, finerTerms: toHex(9, { size: 32 }) })
    const { patient, id } = await related(network, [grant])
    const message = { relationshipId: id, grants: [revocationOf(grant)], ...REST }
    const signature = await signGrants(patient, placeOf(network), message)
    const granting = [submittedGrants(message), signature] as const
    await network.mined(network.relationships.write.setGrants(granting))
    expect(await provenGrant(id, grant)).toEqual([3n << 224n, 0n])
    expect(await readGrant(id, grant)).toEqual([3n << 224n, 0n])
  })

  it('has nothing where nothing was granted', async () => {
    const { id } = await related(network)
    expect(await provenGrant(id, grantOf())).toEqual([0n, 0n])
  })

  it('has the Agent, the rotation and the end in one slot, and a later delegate in the next', async () => {
    const { agent, delegate, id } = await related(network)
    const next = newKey()
    expect(await provenRelationship(id)).toEqual([BigInt(agent), 0n])

    const rotation = {
      relationshipId: id,
      delegate: next.address,
      rotation: 1,
      deadline: FAR_FUTURE,
    }
    const place = placeOf(network)
    const current = await signRotation(delegate, place, rotation)
    const byNext = await signRotation(next, place, rotation)
    await network.mined(network.relationships.write.rotateDelegate([rotation, current, byNext]))
    const rotated = BigInt(agent) | (1n << 160n)
    expect(await provenRelationship(id)).toEqual([rotated, BigInt(next.address)])

    const ending = { relationshipId: id, deadline: FAR_FUTURE }
    const byDelegate = await signEnd(next, place, ending)
    await network.mined(network.relationships.write.end([ending, byDelegate]))
    expect(await provenRelationship(id)).toEqual([rotated | (1n << 192n), BigInt(next.address)])
  })
})

function provenGrant(id: Hex, { commitment }: Grant): Promise<readonly bigint[]> {
  return proven(keyIn(keyIn(numberToHex(1, { size: 32 }), id), commitment))
}

function provenRelationship(id: Hex): Promise<readonly bigint[]> {
  return proven(keyIn(NONE, id))
}

/** The values of a slot and of the one after it. */
async function proven(slot: Hex): Promise<readonly bigint[]> {
  const storageKeys = [slot, numberToHex(hexToBigInt(slot) + 1n, { size: 32 })]
  const { address } = network.relationships
  const proof = await network.reader.getProof({ address, storageKeys })
  expect(proof.storageProof.map(({ key }) => key)).toEqual(storageKeys)
  return proof.storageProof.map(({ value }) => value)
}

async function readGrant(id: Hex, { commitment }: Grant): Promise<readonly bigint[]> {
  const [terms, finerTerms] = await network.relationships.read.grantOf([id, commitment])
  return [terms, hexToBigInt(finerTerms)]
}

/** Where a mapping that stands in `slot` keeps the value of `key`. */
function keyIn(slot: Hex, key: Hex): Hex {
  return keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'bytes32' }], [key, slot]))
}
