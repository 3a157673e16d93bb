import { type Address, getAddress } from 'viem'
import { describe, expect, it } from 'vitest'
import { type ComparedHead, chooseHead } from './clique-choice.ts'

const SIGNERS: readonly Address[] = [1, 2, 3, 4, 5, 6, 7, 8].map((number) =>
  getAddress(`0x${number.toString(16).padStart(40, '0')}`),
)

const head = (
  of: { number: number; td: number; signer: number },
  hash: `0x${string}` = '0x1',
): ComparedHead => ({
  number: of.number,
  hash,
  totalDifficulty: BigInt(of.td),
  sealer: SIGNERS[of.signer] ?? '0x',
})

const choose = (...heads: readonly [ComparedHead, ...ComparedHead[]]) => chooseHead(heads, SIGNERS)

describe('chooseHead', () => {
  it('keeps the heaviest', () => {
    const heavy = head({ number: 12, td: 21, signer: 0 })
    expect(choose(head({ number: 10, td: 20, signer: 2 }), heavy)).toBe(heavy)
  })

  it('keeps the lowest of the heaviest (first case of EIP-3436: 2 blocks against 3)', () => {
    // Validator 8 sealed in turn; then 1 in turn and 3 out of turn, against 2, 4 and 6 out of turn.
    const low = head({ number: 10, td: 20, signer: 2 })
    const high = head({ number: 11, td: 20, signer: 5 })
    expect(choose(high, low)).toBe(low)
    expect(choose(low, high)).toBe(low)
  })

  it('keeps the one whose sealer was in turn last (second case of EIP-3436: 3 against 3)', () => {
    // At block 17 signer 1 is in turn: signer 0 was one block ago, signer 5 four.
    const recent = head({ number: 17, td: 20, signer: 0 }, '0x9')
    const long = head({ number: 17, td: 20, signer: 5 }, '0x1')
    const inTurn = head({ number: 17, td: 20, signer: 1 }, '0x8')
    expect(choose(long, recent)).toBe(recent)
    expect(choose(recent, long)).toBe(recent)
    expect(choose(recent, inTurn, long)).toBe(inTurn)
  })

  it('keeps the lowest hash where one sealer sealed both', () => {
    const [low, high] = [
      head({ number: 17, td: 20, signer: 3 }, '0x0a'),
      head({ number: 17, td: 20, signer: 3 }, '0xa0'),
    ]
    expect(choose(high, low)).toBe(low)
  })
})
