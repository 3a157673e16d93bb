import { concat, type Hex, keccak256, toRlp } from 'viem'
import { describe, expect, it } from 'vitest'
import { verifyTrieProof } from './trie-proof.ts'

type Item = Hex | readonly Item[]

const EMPTY_ROOT = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'
const KEY = '0x1234'
const VALUE: Hex = `0x${'ab'.repeat(32)}`

describe('verifyTrieProof', () => {
  it('takes no node, or the one that says so, for the proof that an empty trie has nothing', () => {
    expect(verifyTrieProof({ root: EMPTY_ROOT, key: KEY, nodes: [] })).toBeUndefined()
    expect(verifyTrieProof({ root: EMPTY_ROOT, key: KEY, nodes: ['0x80'] })).toBeUndefined()
    for (const nodes of [['0x00'], ['0x80', '0x80'], [toRlp(leaf('0x201234', VALUE))]] as const) {
      expect(codeOf({ root: EMPTY_ROOT, nodes })).toBe('MEDREC_TRIE_PROOF_SUPERFLUOUS')
    }
  })

  it('reads leaves with an even and an odd number of nibbles, also inside a branch', () => {
    expect(walk(leaf('0x201234', VALUE))).toBe(VALUE)
    expect(walk(branch(1, ['0x3234', '0x01']))).toBe('0x01')
    expect(walk(['0x11', branch(2, ['0x2034', '0x01'])])).toBe('0x01')
    const child = toRlp(leaf('0x3234', VALUE))
    expect(walk(branch(1, keccak256(child)), child)).toBe(VALUE)
  })

  it('proves absence by another leaf, an empty place and another extension', () => {
    expect(walk(leaf('0x201235', VALUE))).toBeUndefined()
    expect(walk(branch(2, ['0x3234', '0x01']))).toBeUndefined()
    expect(walk(['0x13', keccak256(VALUE)])).toBeUndefined()
    expect(walk(['0x11', branch(3, ['0x2034', '0x01'])])).toBeUndefined()
  })

  it('refuses a node that is not the one named above, or none at all', () => {
    const child = toRlp(leaf('0x3234', VALUE))
    const top = branch(1, keccak256(child))
    const root = keccak256(toRlp(top))
    expect(codeOf({ root, nodes: [] })).toBe('MEDREC_TRIE_PROOF_INCOMPLETE')
    expect(codeOf({ root, nodes: [toRlp(top)] })).toBe('MEDREC_TRIE_PROOF_INCOMPLETE')
    expect(codeOf({ root, nodes: [child] })).toBe('MEDREC_TRIE_PROOF_WRONG_NODE')
    expect(codeOf({ root, nodes: [toRlp(top), toRlp(top)] })).toBe('MEDREC_TRIE_PROOF_WRONG_NODE')
    expect(codeOf({ root, nodes: [toRlp(top), child, child] })).toBe(
      'MEDREC_TRIE_PROOF_SUPERFLUOUS',
    )
  })

  it.each<[string, Item]>([
    ['neither two nor seventeen items', ['0x20', '0x01', '0x01']],
    ['no list', VALUE],
    ['a key that is a list', [['0x20'], VALUE]],
    ['a prefix without a byte', ['0x', VALUE]],
    ['a prefix of no kind', ['0x401234', VALUE]],
    ['a padding that is not zero', ['0x211234', VALUE]],
    ['a leaf of a shorter key', ['0x2012', VALUE]],
    ['a leaf of a longer key', ['0x20123456', VALUE]],
    ['a leaf without a value', ['0x201234', '0x']],
    ['a leaf whose value is a list', ['0x201234', ['0x01']]],
    ['an extension of nothing', ['0x00', keccak256(VALUE)]],
    ['an extension that ends the key', ['0x001234', keccak256(VALUE)]],
    ['an extension to nothing', ['0x11', '0x']],
    ['a child that is neither hash nor node', branch(1, '0x0102')],
    ['a branch with a value of its own', [...branch(1, ['0x3234', '0x01']).slice(0, 16), '0x01']],
    ['a child inside that is as long as a hash', branch(1, leaf('0x3234', VALUE))],
    ['a child inside that is no node', branch(1, ['0x3234'])],
  ])('refuses a node with %s', (_, node) => {
    const encoded = toRlp(node)
    expect(codeOf({ root: keccak256(encoded), nodes: [encoded] })).toBe(
      'MEDREC_TRIE_PROOF_MALFORMED',
    )
  })

  it('refuses a second encoding of the same node, and a hash where none is needed', () => {
    const long = concat(['0xf8', '0x05', '0x83201234', '0x01'])
    expect(codeOf({ root: keccak256(long), nodes: [long] })).toBe('MEDREC_TRIE_PROOF_MALFORMED')
    const more = concat([toRlp(leaf('0x201234', VALUE)), '0x00'])
    expect(codeOf({ root: keccak256(more), nodes: [more] })).toBe('MEDREC_TRIE_PROOF_MALFORMED')
    const short = toRlp(leaf('0x3234', '0x01'))
    const top = toRlp(branch(1, keccak256(short)))
    expect(codeOf({ root: keccak256(top), nodes: [top, short] })).toBe(
      'MEDREC_TRIE_PROOF_MALFORMED',
    )
  })
})

function walk(top: Item, ...below: readonly Hex[]): Hex | undefined {
  const encoded = toRlp(top)
  return verifyTrieProof({ root: keccak256(encoded), key: KEY, nodes: [encoded, ...below] })
}

function leaf(prefix: Hex, value: Hex): readonly Item[] {
  return [prefix, value]
}

function branch(nibble: number, child: Item): readonly Item[] {
  return Array.from({ length: 17 }, (_, at) => (at === nibble ? child : '0x'))
}

function codeOf(proof: { readonly root: Hex; readonly nodes: readonly Hex[] }): string {
  try {
    verifyTrieProof({ key: KEY, ...proof })
    return 'proven'
  } catch (error) {
    return (error as { readonly code: string }).code
  }
}
