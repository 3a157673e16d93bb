import { describe, expect, it } from 'vitest'
import { patientReferencesOf } from './compartment.ts'

describe('patientReferencesOf', () => {
  it('names the patient once, and everyone else the record belongs to', () => {
    expect(
      patientReferencesOf({
        resourceType: 'Observation',
        status: 'final',
        code: {},
        subject: { reference: 'Patient/child' },
        performer: [{ reference: 'Practitioner/x' }, { reference: 'Patient/mother' }],
      }),
    ).toEqual(['Patient/child', 'Patient/mother'])
  })

  it('counts a linked patient', () => {
    expect(
      patientReferencesOf({
        resourceType: 'Patient',
        id: 'a',
        link: [{ type: 'seealso', other: { reference: 'Patient/b' } }],
      }),
    ).toEqual(['Patient/a', 'Patient/b'])
  })

  it('finds nobody in a shared resource', () => {
    expect(patientReferencesOf({ resourceType: 'Practitioner', id: 'p' })).toEqual([])
  })
})
