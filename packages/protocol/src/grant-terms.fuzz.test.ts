import fc from 'fast-check'
import { zeroHash } from 'viem'
import { describe, expect, it } from 'vitest'
import { isRevocation, packTerms, revocationTerms, unpackTerms } from './grant-terms.ts'

describe('packTerms', () => {
  it('is undone by unpackTerms, and fits one word', () => {
    const terms = fc.record({
      readKinds: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      writeKinds: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      notBefore: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
      notAfter: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
      purposes: fc.integer({ min: 0, max: 0xffff }),
      version: fc.integer({ min: 0, max: 0xffff_ffff }),
      finerTerms: fc.constant(zeroHash),
    })
    fc.assert(
      fc.property(terms, (value) => {
        const packed = packTerms(value)
        expect(packed).toBeLessThan(1n << 256n)
        expect(unpackTerms(packed, zeroHash)).toEqual(value)
      }),
    )
  })

  it('keeps of a revocation the version alone', () => {
    expect(packTerms(revocationTerms(7))).toBe(7n << 224n)
    expect(isRevocation(revocationTerms(7))).toBe(true)
  })
})
