import { isRevocation, unpackTerms } from '@medrec/protocol'
import fc from 'fast-check'
import { type Address, type Hex, keccak256 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import vectors from '../../../../vectors/grant-proofs.json' with { type: 'json' }
import { sealBlock } from '../../test/sealed-chain.ts'
import { at, changed, otherDigit, pathsOf, put } from '../../test/tampering.ts'
import { readCliqueHeader } from '../clique/clique-header.ts'
import type { CliqueSnapshot } from '../clique/clique-signers.ts'
import {
  type GrantProofInput,
  grantInBlock,
  grantProofKeys,
  verifyGrantProof,
} from './grant-proof.ts'

type Case = (typeof vectors.cases)[number]

const { rules, headers, provenBlock, cases } = vectors
const from = vectors.from as CliqueSnapshot
const provenHeader = headers.find(({ number }) => Number(number) === provenBlock)
const [plain] = cases
if (plain === undefined || provenHeader === undefined) throw new Error('Nothing is recorded.')

describe('verifyGrantProof', () => {
  it.each(cases)('proves $name as the contract had it', async (recorded) => {
    const { block, relationship, terms } = await verifyGrantProof(inputOf(recorded))
    expect(block).toEqual({
      number: provenBlock,
      hash: provenHeader.hash,
      timestamp: Number(provenHeader.timestamp),
    })
    expect(relationship).toEqual(recorded.relationship ?? undefined)
    const expected = unpackTerms(BigInt(recorded.terms), recorded.finerTerms as Hex)
    expect(terms).toEqual(BigInt(recorded.terms) === 0n ? undefined : expected)
  })

  it('has every state of a grant on record', async () => {
    const proven = await Promise.all(cases.map((recorded) => verifyGrantProof(inputOf(recorded))))
    const [grant, finer, revoked, none, left, unknown] = proven
    expect(grant?.terms?.readKinds).toBe(0b111n)
    expect(BigInt(grant?.terms?.finerTerms ?? 1)).toBe(0n)
    expect(BigInt(finer?.terms?.finerTerms ?? 0)).not.toBe(0n)
    expect(revoked?.terms && isRevocation(revoked.terms)).toBe(true)
    expect(revoked?.terms?.version).toBe(2)
    expect(none?.terms).toBeUndefined()
    expect(none?.relationship?.isEnded).toBe(false)
    expect(left?.terms?.readKinds).toBe(0b111n)
    expect(left?.relationship).toMatchObject({ isEnded: true, rotation: 1 })
    expect(unknown).toMatchObject({ relationship: undefined, terms: undefined })
  })

  it('takes the block that was verified before, with or without others', async () => {
    const at = headers.findIndex(({ number }) => Number(number) === provenBlock)
    const known = await verifyGrantProof(inputOf(plain))
    // What the set and its turns are after the block does not matter to the block itself.
    const here = { ...from, number: provenBlock, hash: provenHeader.hash as Hex }
    const chain = { from: here, rules, headers: headers.slice(at, at + 1) }
    expect(await verifyGrantProof({ ...inputOf(plain), chain })).toEqual(known)
  })

  it('refuses each recorded byte of each proof in another form', async () => {
    const header = await readCliqueHeader(provenHeader)
    const leaves = cases.flatMap((recorded) =>
      pathsOf(recorded.proof).map((path) => ({ recorded, path })),
    )
    const changes = fc.record({
      leaf: fc.constantFrom(...leaves),
      where: fc.nat(),
      by: fc.integer({ min: 1, max: 15 }),
    })
    fc.assert(
      fc.property(changes, ({ leaf: { recorded, path }, where, by }) => {
        const proof = changed(recorded.proof, path, (text) => otherDigit(text, where, by))
        expect(() => grantInBlock(inputOf(recorded), header, proof)).toThrow(
          expect.objectContaining({
            code: expect.stringMatching(/^MEDREC_(GRANT|TRIE)_PROOF_/),
          }),
        )
      }),
      { numRuns: 2_000 },
    )
  })

  it('refuses every proof in which a node is left out, doubled or exchanged', async () => {
    const header = await readCliqueHeader(provenHeader)
    for (const recorded of cases) {
      const lists = [
        ['accountProof'],
        ...recorded.proof.storageProof.map((_, at) => ['storageProof', `${at}`, 'proof']),
      ]
      for (const path of lists) {
        const nodes = at(recorded.proof, path) as readonly string[]
        const others = nodes.flatMap((node, index) => [
          nodes.toSpliced(index, 1),
          nodes.toSpliced(index, 0, node),
          nodes.with(index, nodes[(index + 1) % nodes.length] ?? '0x'),
        ])
        for (const other of [...others, [], [...nodes, '0x80'], nodes.toReversed()]) {
          if (other.join() === nodes.join()) continue
          const proof = put(recorded.proof, path, other)
          expect(() => grantInBlock(inputOf(recorded), header, proof)).toThrow(
            expect.objectContaining({ code: expect.stringMatching(/^MEDREC_TRIE_PROOF_/) }),
          )
        }
      }
    }
  })

  it('refuses a value, an account or a root that is not the proven one', async () => {
    const { storageProof } = plain.proof
    const other = cases[1]?.proof
    if (other === undefined) throw new Error('One proof alone is recorded.')
    const refusals: readonly (readonly [object, string])[] = [
      [{ nonce: '0x7' }, 'MEDREC_GRANT_PROOF_WRONG_VALUE'],
      [{ balance: '0x7' }, 'MEDREC_GRANT_PROOF_WRONG_VALUE'],
      [{ codeHash: plain.proof.storageHash }, 'MEDREC_GRANT_PROOF_WRONG_VALUE'],
      [{ storageHash: plain.proof.codeHash }, 'MEDREC_GRANT_PROOF_WRONG_VALUE'],
      [{ storageProof: other.storageProof }, 'MEDREC_GRANT_PROOF_OTHER_PLACE'],
      [{ storageProof: storageProof.slice(0, 2) }, 'MEDREC_GRANT_PROOF_OTHER_PLACE'],
      [{ storageProof: storageProof.toReversed() }, 'MEDREC_GRANT_PROOF_OTHER_PLACE'],
      [{ storageProof: [...storageProof, storageProof[0]] }, 'MEDREC_GRANT_PROOF_OTHER_PLACE'],
      [{ address: vectors.noContract.relationships }, 'MEDREC_GRANT_PROOF_OTHER_PLACE'],
      [{ storageHash: undefined }, 'MEDREC_GRANT_PROOF_MALFORMED'],
      [{ accountProof: ['0x'] }, 'MEDREC_GRANT_PROOF_MALFORMED'],
      [{ accountProof: [`0x${'00'.repeat(1_025)}`] }, 'MEDREC_GRANT_PROOF_MALFORMED'],
      [{ accountProof: Array(65).fill('0x00') }, 'MEDREC_GRANT_PROOF_MALFORMED'],
    ]
    for (const [change, code] of refusals) {
      const proof = { ...plain.proof, ...change }
      await expect(
        verifyGrantProof({ ...inputOf(plain), proof }),
        JSON.stringify(change).slice(0, 80),
      ).rejects.toMatchObject({ code })
    }
    for (const proof of [undefined, null, [], 'proof', { result: plain.proof }]) {
      await expect(verifyGrantProof({ ...inputOf(plain), proof })).rejects.toMatchObject({
        code: 'MEDREC_GRANT_PROOF_MALFORMED',
      })
    }
    // The terms of one grant, said to be those of another.
    const borrowed = put(
      plain.proof,
      ['storageProof', '1', 'proof'],
      [...(other.storageProof[1]?.proof ?? [])],
    )
    await expect(verifyGrantProof({ ...inputOf(plain), proof: borrowed })).rejects.toMatchObject({
      code: expect.stringMatching(/^MEDREC_(TRIE|GRANT)_PROOF_/),
    })
  })

  it('refuses to say that there is nothing where there is something', async () => {
    const absent = cases.find(({ name }) => name === 'no grant')
    if (absent === undefined) throw new Error('No absent grant is recorded.')
    const zero = put(plain.proof, ['storageProof', '1', 'value'], '0x0')
    await expect(verifyGrantProof({ ...inputOf(plain), proof: zero })).rejects.toMatchObject({
      code: 'MEDREC_GRANT_PROOF_WRONG_VALUE',
    })
    const wayOfAbsent = absent.proof.storageProof[1]?.proof ?? []
    const hidden = put(zero, ['storageProof', '1', 'proof'], [...wayOfAbsent])
    await expect(verifyGrantProof({ ...inputOf(plain), proof: hidden })).rejects.toMatchObject({
      code: expect.stringMatching(/^MEDREC_TRIE_PROOF_/),
    })
  })

  it('refuses a proof for another relationship, commitment, contract or block', async () => {
    const [, second] = cases
    const changes = [
      { relationshipId: second?.commitment as Hex },
      { commitment: second?.commitment as Hex },
      { network: { relationships: vectors.noContract.relationships as Address } },
    ]
    for (const change of changes) {
      await expect(verifyGrantProof({ ...inputOf(plain), ...change })).rejects.toMatchObject({
        code: 'MEDREC_GRANT_PROOF_OTHER_PLACE',
      })
    }
    await expect(
      verifyGrantProof({ ...inputOf(plain), blockNumber: provenBlock - 1 }),
    ).rejects.toMatchObject({ code: 'MEDREC_TRIE_PROOF_WRONG_NODE' })
  })

  it('says that there is no contract at an address that has none', async () => {
    const { relationships, relationshipId, commitment, proof } = vectors.noContract
    const input = { ...inputOf(plain), proof }
    await expect(
      verifyGrantProof({
        ...input,
        network: { relationships: relationships as Address },
        relationshipId: relationshipId as Hex,
        commitment: commitment as Hex,
      }),
    ).rejects.toMatchObject({ code: 'MEDREC_GRANT_PROOF_NO_CONTRACT' })
  })

  it('refuses a block that the headers do not make final, or that is not among them', async () => {
    const upTo = headers.filter(({ number }) => Number(number) <= provenBlock)
    const others = [
      { chain: { from, rules, headers: upTo } },
      { chain: { from, rules, headers: [] } },
      { blockNumber: provenBlock + 1 },
      { blockNumber: from.number },
      { blockNumber: 10_000 },
    ]
    for (const other of others) {
      await expect(verifyGrantProof({ ...inputOf(plain), ...other })).rejects.toMatchObject({
        code: 'MEDREC_GRANT_PROOF_NOT_FINAL',
        retryable: true,
      })
    }
  })

  it('refuses a header of the height of the block verified before that is another', async () => {
    const forged = await sealBlock(
      {
        number: provenBlock,
        parentHash: provenHeader.parentHash as Hex,
        difficulty: 2,
        timestamp: Number(provenHeader.timestamp),
        stateRoot: keccak256('0x01'),
      },
      privateKeyToAccount(`0x${'99'.repeat(32)}`),
    )
    const here = { ...from, number: provenBlock, hash: provenHeader.hash as Hex }
    const chain = { from: here, rules, headers: [forged] }
    await expect(verifyGrantProof({ ...inputOf(plain), chain })).rejects.toMatchObject({
      code: 'MEDREC_CLIQUE_NOT_NEXT',
    })
  })

  it('refuses headers that were changed, left out, or sealed by others', async () => {
    for (const index of headers.keys()) {
      for (const field of ['stateRoot', 'hash', 'parentHash', 'extraData', 'timestamp', 'number']) {
        const other = changed(headers, [`${index}`, field], (text) => otherDigit(text, 0, 1))
        const chain = { from, rules, headers: other as readonly unknown[] }
        await expect(verifyGrantProof({ ...inputOf(plain), chain })).rejects.toMatchObject({
          code: expect.stringMatching(/^MEDREC_CLIQUE_/),
        })
      }
    }
    const gap = { from, rules, headers: headers.toSpliced(1, 1) }
    await expect(verifyGrantProof({ ...inputOf(plain), chain: gap })).rejects.toMatchObject({
      code: 'MEDREC_CLIQUE_NOT_NEXT',
    })
    const strangers = from.signers.map((_, at) => `0x${String(at + 1).padStart(40, '0')}` as const)
    const others = { from: { ...from, signers: strangers }, rules, headers }
    await expect(verifyGrantProof({ ...inputOf(plain), chain: others })).rejects.toMatchObject({
      code: 'MEDREC_CLIQUE_UNAUTHORIZED_SIGNER',
    })
  })
})

describe('grantProofKeys', () => {
  it('asks for what the recorded proofs are about', () => {
    for (const { relationshipId, commitment, proof } of cases) {
      expect(grantProofKeys(relationshipId as Hex, commitment as Hex)).toEqual(
        proof.storageProof.map(({ key }) => key),
      )
    }
  })
})

function inputOf(recorded: Case): GrantProofInput {
  return {
    network: { relationships: vectors.relationships as Address },
    chain: { from, rules, headers },
    blockNumber: provenBlock,
    relationshipId: recorded.relationshipId as Hex,
    commitment: recorded.commitment as Hex,
    proof: recorded.proof,
  }
}
