import fc from 'fast-check'
import type { Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import { HexIndex } from './hex-index.ts'

describe('HexIndex', () => {
  it('numbers keys as a Map would, however many there are', () => {
    // Of few values, so that many share the most of their bytes.
    const key = fc
      .array(fc.constantFrom('00', '01', 'a0', 'ff'), { minLength: 4, maxLength: 4 })
      .map((bytes): Hex => `0x${bytes.join('')}`)
    fc.assert(
      fc.property(fc.array(key, { maxLength: 400 }), (keys) => {
        const index = new HexIndex(4)
        const model = new Map<Hex, number>()
        for (const each of keys) {
          expect(index.find(each)).toBe(model.get(each))
          if (!model.has(each)) model.set(each, model.size)
          expect(index.add(each)).toBe(model.get(each))
        }
        expect(index.size).toBe(model.size)
        for (const [each, number] of model) {
          expect([index.find(each), index.key(number)]).toEqual([number, each])
        }
      }),
    )
  })

  it('keeps what it has over pages and growth', () => {
    const index = new HexIndex(20)
    const keyAt = (at: number): Hex => `0x${at.toString(16).padStart(40, '0')}`
    for (let at = 0; at < 5_000; at += 1) expect(index.add(keyAt(at))).toBe(at)
    for (let at = 0; at < 5_000; at += 1) expect(index.find(keyAt(at))).toBe(at)
    expect(index.find(keyAt(5_000))).toBeUndefined()
    expect(index.key(4_999)).toBe(keyAt(4_999))
  })

  it('takes a key in any case, and none of another length', () => {
    const index = new HexIndex(2)
    expect(index.add('0xABcd')).toBe(0)
    expect(index.find('0xabCD')).toBe(0)
    expect(index.key(0)).toBe('0xabcd')
    expect(index.find('0xabcd00')).toBeUndefined()
    expect(index.find('0x')).toBeUndefined()
    expect(() => index.add('0xab')).toThrow(RangeError)
    expect(index.size).toBe(1)
  })
})
