import { describe, expect, it } from 'vitest'
import { contrastRatio } from './contrast.ts'
import { contrastPairs, darkPalette, fontSizes, lightPalette, spacing } from './tokens.ts'

describe('contrastRatio', () => {
  it('knows the two ends of the scale', () => {
    expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 5)
    expect(contrastRatio('#777777', '#777777')).toBe(1)
  })
})

describe.each([
  ['light', lightPalette],
  ['dark', darkPalette],
])('the %s palette', (_, palette) => {
  it.each(contrastPairs)('shows %s on %s at %d:1 or more', (front, back, least) => {
    expect(contrastRatio(palette[front], palette[back])).toBeGreaterThanOrEqual(least)
  })
})

describe('the type scale', () => {
  it('has no text under 13 px', () => {
    for (const size of Object.values(fontSizes)) {
      expect(Number.parseFloat(size) * 16).toBeGreaterThanOrEqual(13)
    }
  })
})

describe('the spacing scale', () => {
  it('keeps its five steps', () => {
    const pixels = Object.values(spacing).map((step) => Number.parseFloat(step) * 16)
    expect(pixels).toEqual([8, 12, 16, 24, 40])
  })
})
