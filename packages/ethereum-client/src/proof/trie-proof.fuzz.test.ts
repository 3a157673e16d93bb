import { createMerkleProof, createMPT, type MerklePatriciaTrie } from '@ethereumjs/mpt'
import fc from 'fast-check'
import { bytesToHex, type Hex, size } from 'viem'
import { describe, expect, it } from 'vitest'
import { TrieProofError, verifyTrieProof } from './trie-proof.ts'

/** Short keys and values, so that many nodes are shorter than a hash and stand inside others. */
const KEY_BYTES = 2
const keySchema = fc.uint8Array({ minLength: KEY_BYTES, maxLength: KEY_BYTES })
const entriesSchema = fc.uniqueArray(
  fc.record({ key: keySchema, value: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
  { minLength: 1, maxLength: 60, selector: ({ key }) => key.join() },
)
type Entry = { readonly key: Uint8Array; readonly value: Uint8Array }

describe('verifyTrieProof', () => {
  it('agrees with another implementation on what a trie has and has not', async () => {
    await fc.assert(
      fc.asyncProperty(entriesSchema, fc.array(keySchema), async (entries, others) => {
        const trie = await trieOf(entries)
        const values = new Map(
          entries.map(({ key, value }) => [bytesToHex(key), bytesToHex(value)]),
        )
        for (const key of [...entries.map(({ key }) => key), ...others]) {
          const proof = await proofOf(trie, key)
          expect(verifyTrieProof(proof)).toBe(values.get(proof.key))
        }
      }),
    )
  })

  it('takes no proof for another key than the one it was made for, unless it proves that too', async () => {
    await fc.assert(
      fc.asyncProperty(entriesSchema, keySchema, keySchema, async (entries, key, other) => {
        const trie = await trieOf(entries)
        const value = entries.find((entry) => bytesToHex(entry.key) === bytesToHex(other))?.value
        const { root, nodes } = await proofOf(trie, key)
        const found = outcomeOf({ root, nodes, key: bytesToHex(other) })
        if (found !== 'refused') expect(found).toBe(value && bytesToHex(value))
      }),
    )
  })

  it('refuses a proof with a changed byte, without a node, or with one more', async () => {
    const changes = fc.record({
      which: fc.nat(),
      where: fc.nat(),
      by: fc.integer({ min: 1, max: 255 }),
    })
    await fc.assert(
      fc.asyncProperty(entriesSchema, changes, async (entries, { which, where, by }) => {
        const [entry] = entries
        if (entry === undefined) return
        const { root, key, nodes } = await proofOf(await trieOf(entries), entry.key)
        const at = which % nodes.length
        const node = nodes[at] ?? '0x'
        const others = [
          nodes.with(at, flipped(node, where, by)),
          nodes.toSpliced(at, 1),
          nodes.toSpliced(at, 0, node),
          [...nodes, node],
        ]
        for (const other of others) expect(outcomeOf({ root, key, nodes: other })).toBe('refused')
      }),
    )
  })

  it('ends with a typed refusal, whatever it is given', () => {
    const nodes = fc.array(
      fc.uint8Array({ minLength: 1, maxLength: 80 }).map((it) => bytesToHex(it)),
    )
    fc.assert(
      fc.property(keySchema, nodes, (key, random) => {
        const root: Hex = `0x${'11'.repeat(32)}`
        expect(outcomeOf({ root, key: bytesToHex(key), nodes: random })).toBe('refused')
      }),
    )
  })
})

async function trieOf(entries: readonly Entry[]): Promise<MerklePatriciaTrie> {
  const trie = await createMPT()
  for (const { key, value } of entries) await trie.put(key, value)
  return trie
}

async function proofOf(trie: MerklePatriciaTrie, key: Uint8Array) {
  const nodes = (await createMerkleProof(trie, key)).map((node) => bytesToHex(node))
  return {
    root: bytesToHex(trie.root()),
    key: bytesToHex(key),
    // It gives those that stand inside another one a second time.
    nodes: nodes.filter((node, at) => at === 0 || size(node) >= 32),
  }
}

function outcomeOf(proof: Parameters<typeof verifyTrieProof>[0]): Hex | undefined | 'refused' {
  try {
    return verifyTrieProof(proof)
  } catch (error) {
    if (error instanceof TrieProofError) return 'refused'
    throw error
  }
}

function flipped(node: Hex, where: number, by: number): Hex {
  const bytes = Buffer.from(node.slice(2), 'hex')
  const at = where % bytes.length
  bytes[at] = (bytes[at] ?? 0) ^ by
  return bytesToHex(bytes)
}
