import type { Observation, Resource } from '@medplum/fhirtypes'
import { describe, expect, it } from 'vitest'
import { KINDS, KINDS_HASH, kindMask, kindOf, kindsInMask, UnknownKindError } from './kinds.ts'

function observation(category: string | undefined, code = 'x'): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ code }] },
    ...(category === undefined ? {} : { category: [{ coding: [{ code: category }] }] }),
  }
}

describe('kindOf', () => {
  const cases: readonly (readonly [string, Resource, string])[] = [
    ['a laboratory result', observation('laboratory'), 'laboratory'],
    ['a vital sign', observation('vital-signs'), 'vital-signs'],
    ['a vital sign of a source that writes the singular', observation('vital-sign'), 'vital-signs'],
    ['a survey', observation('survey'), 'social-history'],
    ['a heart rate without a category', observation(undefined, '8867-4'), 'vital-signs'],
    ['smoking without a category', observation(undefined, '72166-2'), 'social-history'],
    ['an observation that nothing fits', observation(undefined), 'other'],
    ['an unknown category', observation('made-up'), 'other'],
    ['a patient', { resourceType: 'Patient' }, 'demographics'],
    ['a type without a rule', { resourceType: 'Basic', code: {} }, 'other'],
  ]

  it.each(cases)('names the kind of %s', (_, resource, kind) => {
    expect(kindOf(resource)).toBe(kind)
  })

  it('takes the first rule that matches, whatever the order of the categories', () => {
    const both = observation('survey')
    both.category?.unshift({ coding: [{ code: 'laboratory' }] })
    expect(kindOf(both)).toBe('laboratory')
    both.category?.reverse()
    expect(kindOf(both)).toBe('laboratory')
  })
})

describe('kindMask', () => {
  it('gives each kind its own bit, in the order of the list', () => {
    KINDS.forEach((kind, bit) => {
      expect(kindMask([kind])).toBe(1n << BigInt(bit))
    })
    expect(kindsInMask(kindMask(KINDS))).toEqual(KINDS)
    expect(kindMask([])).toBe(0n)
  })

  it('refuses a bit beyond the table', () => {
    expect(() => kindsInMask(1n << BigInt(KINDS.length))).toThrow(UnknownKindError)
    expect(() => kindsInMask(-1n)).toThrow(UnknownKindError)
  })
})

describe('KINDS_HASH', () => {
  it('changes only with a new version of the table', () => {
    expect(KINDS_HASH).toMatchInlineSnapshot(
      `"0x6323836445f372a848c1ba97536a5da42bbd967625e13789d7dcf5c001c52c13"`,
    )
  })
})
