import { describe, expect, it } from 'vitest'
import { blockPages } from './block-pages.ts'

describe('blockPages', () => {
  it('covers a range once, in order, and ends where it ends', () => {
    expect([...blockPages(1, 20_001)]).toEqual([
      { fromBlock: 1n, toBlock: 10_000n },
      { fromBlock: 10_001n, toBlock: 20_000n },
      { fromBlock: 20_001n, toBlock: 20_001n },
    ])
    expect([...blockPages(7, 7)]).toEqual([{ fromBlock: 7n, toBlock: 7n }])
    expect([...blockPages(8, 7)]).toEqual([])
  })
})
