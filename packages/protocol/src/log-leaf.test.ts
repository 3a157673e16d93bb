import { describe, expect, it } from 'vitest'
import { FIRST_PREVIOUS_LEAF, findLogGaps, leafOf } from './log-leaf.ts'

function chainOf(length: number) {
  let previous = FIRST_PREVIOUS_LEAF
  return Array.from({ length }, (_, index) => {
    const content = {
      salt: `0x${'5a'.repeat(32)}` as const,
      patient: '0x01',
      number: index + 1,
      previous,
      event: { resourceType: 'AuditEvent', outcome: String(index) },
    }
    const leaf = leafOf(content)
    previous = leaf
    return { ...content, leaf }
  })
}

describe('leafOf', () => {
  it('does not depend on the order of keys, and on everything else', () => {
    const [entry] = chainOf(1)
    if (entry === undefined) throw new Error('The chain has an entry.')
    const { leaf, ...content } = entry
    const reordered = { ...content, event: { outcome: '0', resourceType: 'AuditEvent' } }
    expect(leafOf(reordered)).toBe(leaf)
    expect(leafOf({ ...content, number: 2 })).not.toBe(leaf)
    expect(leafOf({ ...content, salt: `0x${'5b'.repeat(32)}` })).not.toBe(leaf)
    expect(leaf).toMatchInlineSnapshot(
      `"0x482f316b03c212efb17004d3f5a226eb558ef06bca1b199ddc51f998447feed0"`,
    )
  })
})

describe('findLogGaps', () => {
  it('finds nothing wrong in a whole chain', () => {
    expect(findLogGaps(chainOf(5))).toEqual([])
  })

  it('sees a dropped entry, a changed one and a swapped pair', () => {
    const chain = chainOf(5)
    expect(findLogGaps(chain.filter(({ number }) => number !== 3))).toEqual([4])
    expect(
      findLogGaps(chain.map((entry) => (entry.number === 2 ? { ...entry, event: {} } : entry))),
    ).toEqual([2])
    expect(findLogGaps(chain.toReversed())).not.toEqual([])
  })
})
