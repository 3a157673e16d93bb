import { describe, expect, it } from 'vitest'
import { summarise } from './summarise.ts'

const lab = (value: number) =>
  summarise({
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { text: 'Haemoglobin A1c' },
    effectiveDateTime: '2026-03-01T10:00:00Z',
    valueQuantity: { value, unit: '%' },
    referenceRange: [{ low: { value: 4 }, high: { value: 5.6 } }],
  })

describe('summarise', () => {
  it('names a value above its range in words', () => {
    expect(lab(6.123)).toEqual({
      kind: 'laboratory',
      title: 'Haemoglobin A1c',
      value: '6.12 %',
      range: 'above range (4 to 5.6)',
      isOutOfRange: 'above',
      date: '2026-03-01T10:00:00Z',
    })
  })

  it('says nothing alarming of a value in range', () => {
    expect(lab(5)).toMatchObject({ range: 'range 4 to 5.6', isOutOfRange: undefined })
  })

  it('shows both figures of a blood pressure', () => {
    const quantity = (value: number) => ({ valueQuantity: { value, unit: 'mm[Hg]' }, code: {} })
    const row = summarise({
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ display: 'Blood pressure', code: '85354-9' }] },
      component: [quantity(120), quantity(80)],
    })
    expect(row).toMatchObject({ kind: 'vital-signs', title: 'Blood pressure', date: undefined })
    expect(row.value).toBe('120/80 mmHg')
  })

  it('leaves out the notes in braces of a unit', () => {
    const row = summarise({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'Pain' },
      valueQuantity: { value: 3, unit: '{score}' },
    })
    expect(row.value).toBe('3')
  })

  it('survives a record with nothing in it', () => {
    expect(
      summarise({ resourceType: 'DocumentReference', status: 'current', content: [] }).title,
    ).toBe('No name given')
  })
})
