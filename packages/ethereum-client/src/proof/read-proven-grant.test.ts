import { type Address, createPublicClient, custom, type Hex, numberToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import vectors from '../../../../vectors/grant-proofs.json' with { type: 'json' }
import { createCliqueFinality } from '../clique/clique-finality.ts'
import type { CliqueSnapshot } from '../clique/clique-signers.ts'
import { grantProofKeys } from './grant-proof.ts'
import { readProvenGrant } from './read-proven-grant.ts'

type Call = { readonly method: string; readonly params: readonly unknown[] }

const { rules, headers, provenBlock, relationships } = vectors
const [plain, other] = vectors.cases
if (plain === undefined || other === undefined) throw new Error('Nothing is recorded.')

describe('readProvenGrant', () => {
  it('asks for the grant at the newest final block, and for nothing else', async () => {
    const node = nodeOf(() => undefined)
    const { block, terms } = await read(node)
    expect(block.number).toBe(provenBlock)
    expect(terms?.readKinds).toBe(0b111n)
    const keys = grantProofKeys(plain.relationshipId as Hex, plain.commitment as Hex)
    expect(node.calls.filter(({ method }) => method !== 'eth_getBlockByNumber')).toEqual([
      { method: 'eth_getProof', params: [relationships, keys, numberToHex(provenBlock)] },
    ])
  })

  it('refuses a proof of another grant, of no grant, or none', async () => {
    const answers = [
      [other.proof, 'MEDREC_GRANT_PROOF_OTHER_PLACE'],
      [vectors.noContract.proof, 'MEDREC_GRANT_PROOF_OTHER_PLACE'],
      [null, 'MEDREC_GRANT_PROOF_MALFORMED'],
    ] as const
    for (const [proof, code] of answers) {
      const node = nodeOf(({ method }) => (method === 'eth_getProof' ? proof : undefined))
      await expect(read(node)).rejects.toMatchObject({ code })
    }
  })

  it('refuses a node that answers from two chains', async () => {
    const final = numberToHex(provenBlock)
    let asked = 0
    const twoFaced = nodeOf(({ params: [number] }) => {
      asked += number === final ? 1 : 0
      return number === final && asked > 1 ? headers[0] : undefined
    })
    await expect(read(twoFaced)).rejects.toMatchObject({ code: 'MEDREC_GRANT_PROOF_NOT_FINAL' })
    const older = nodeOf(({ params: [number] }) => (number === 'latest' ? undefined : headers[0]))
    await expect(read(older)).rejects.toMatchObject({ code: 'MEDREC_GRANT_PROOF_NOT_FINAL' })
  })
})

function read({ client }: ReturnType<typeof nodeOf>) {
  const network = { client, relationships: relationships as Address }
  return readProvenGrant({
    network,
    finality: createCliqueFinality({ network, rules, from: vectors.from as CliqueSnapshot }),
    relationshipId: plain?.relationshipId as Hex,
    commitment: plain?.commitment as Hex,
  })
}

/** A node that answers as recorded, but for what a test has it say instead. */
function nodeOf(instead: (call: Call) => unknown) {
  const calls: Call[] = []
  const client = createPublicClient({
    cacheTime: 0,
    transport: custom({
      async request(call: Call) {
        calls.push(call)
        const answer = instead(call)
        if (answer !== undefined) return answer
        if (call.method === 'eth_getProof') return plain?.proof
        const [number] = call.params
        return (number === 'latest' ? headers.at(-1) : headerAt(number)) ?? null
      },
    }),
  })
  return { client, calls }
}

function headerAt(number: unknown) {
  return headers.find((header) => header.number === number)
}
