import type { Observation } from '@medplum/fhirtypes'
import { describe, expect, it } from 'vitest'
import { sensitivitiesOf } from './sensitivities.ts'

const abuse = { system: 'http://snomed.info/sct', code: '706893006' }
const hiv = { system: 'http://snomed.info/sct', code: '86406008' }
const plain = { system: 'http://loinc.org', code: '4548-4' }

function observation(changes: Partial<Observation>): Observation {
  return { resourceType: 'Observation', status: 'final', code: { coding: [plain] }, ...changes }
}

describe('sensitivitiesOf', () => {
  it('finds nothing in a plain laboratory result', () => {
    expect(sensitivitiesOf(observation({}))).toEqual([])
  })

  it('looks at every coding: code, value, component, contained', () => {
    const places: Partial<Observation>[] = [
      { code: { coding: [plain, abuse] } },
      { valueCodeableConcept: { coding: [abuse] } },
      { component: [{ code: { coding: [plain] }, valueCodeableConcept: { coding: [abuse] } }] },
      {
        contained: [{ resourceType: 'Condition', subject: {}, code: { coding: [abuse] } }],
      },
    ]
    for (const place of places) expect(sensitivitiesOf(observation(place))).toEqual(['SDV'])
  })

  it('needs the code in its own system', () => {
    const elsewhere = { system: 'http://example.org', code: abuse.code }
    expect(sensitivitiesOf(observation({ code: { coding: [elsewhere] } }))).toEqual([])
  })

  it('joins the labels of the source, each once', () => {
    const labelled = observation({
      meta: { security: [{ code: 'SDV' }, { code: 'ETH' }, { code: 'R' }] },
      code: { coding: [abuse, hiv] },
    })
    expect(sensitivitiesOf(labelled)).toEqual(['SUD', 'HIV', 'SDV', 'unclassified'])
  })

  it('calls a document with text unclassified', () => {
    expect(
      sensitivitiesOf({
        resourceType: 'DocumentReference',
        status: 'current',
        content: [{ attachment: { data: 'eA==' } }],
      }),
    ).toEqual(['unclassified'])
    expect(
      sensitivitiesOf({
        resourceType: 'DiagnosticReport',
        status: 'final',
        code: { coding: [plain] },
      }),
    ).toEqual([])
  })
})
