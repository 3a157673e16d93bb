import { describe, expect, it } from 'vitest'
import { sensitivitiesOfWording } from './sensitivities-of-wording.ts'

describe('sensitivitiesOfWording', () => {
  it('reads every display and text, however deep', () => {
    expect(
      sensitivitiesOfWording({
        resourceType: 'Encounter',
        status: 'finished',
        class: { code: 'AMB' },
        reasonCode: [{ coding: [{ code: 'x', display: 'Psychiatric follow-up' }] }],
        hospitalization: { dischargeDisposition: { text: 'Alcoholism treatment' } },
      }),
    ).toEqual(['SUD', 'MH'])
  })

  it('reads nothing else', () => {
    expect(
      sensitivitiesOfWording({ resourceType: 'Patient', name: [{ family: 'Depression' }] }),
    ).toEqual([])
  })
})
