import type { Resource } from '@medplum/fhirtypes'
import { KIND_SYSTEM, KINDS, type Kind } from '@medrec/protocol'
import { describe, expect, it } from 'vitest'
import type { RecordRow } from './record-row.ts'
import { renderResource } from './render-resource.ts'
import { openWireIds } from './wire-ids.ts'

const wireIds = openWireIds(new Uint8Array(32))
const MASKED = {
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' },
  ],
}

function rowOf(resource: Resource, change: Partial<RecordRow> = {}): RecordRow {
  const { resourceType: type, id: key = '' } = resource
  return { type, key, patientKeys: ['p7'], sensitivities: [], date: '', resource, ...change }
}

function render(
  resource: Resource,
  how: {
    visible?: readonly string[]
    kinds?: readonly Kind[]
    isOwn?: boolean
    row?: Partial<RecordRow>
  } = {},
): Record<string, unknown> {
  const { visible = [], kinds = KINDS, isOwn = false } = how
  const maySee = ({ type, key }: { type: string; key: string }) =>
    visible.includes(`${type}/${key}`)
  return { ...renderResource(rowOf(resource, how.row), { wireIds, maySee, kinds, isOwn }) }
}

const encounter: Resource = {
  resourceType: 'Encounter',
  id: 'v1',
  status: 'finished',
  class: { code: 'AMB' },
}

describe('renderResource', () => {
  it('writes wire ids for id and visible references, and our own tags', () => {
    const rendered = render(
      {
        ...encounter,
        meta: {
          tag: [{ code: 'theirs' }],
          source: 'silo-7',
          versionId: '3',
          security: [{ code: 'R' }],
        },
        subject: { reference: 'Patient/p7', display: 'Ana Lee', identifier: { value: 'RF-4711' } },
        serviceProvider: { reference: 'Organization/o1', display: 'Clinic' },
      },
      {
        visible: ['Patient/p7', 'Organization/o1'],
        row: { sensitivities: ['MH', 'unclassified'] },
      },
    )
    expect(rendered).toMatchObject({
      id: wireIds.encode('Encounter', 'v1'),
      subject: { reference: `Patient/${wireIds.encode('Patient', 'p7')}` },
      serviceProvider: {
        reference: `Organization/${wireIds.encode('Organization', 'o1')}`,
        display: 'Clinic',
      },
    })
    expect(rendered.meta).toEqual({
      tag: [{ system: KIND_SYSTEM, code: 'encounters' }],
      security: [
        { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'MH' },
        { system: 'https://medrec.dev/fhir/CodeSystem/sensitivities', code: 'unclassified' },
      ],
    })
    expect(JSON.stringify(rendered)).not.toMatch(/Ana Lee|RF-4711|p7|"o1"|silo-7/)
  })

  it.each([
    ['hidden', { reference: 'Condition/c1', display: 'HIV', identifier: { value: 'x' } }],
    ['logical', { identifier: { value: 'RF-4711' }, display: 'HIV' }],
    ['a name alone', { display: 'HIV' }],
    ['a URL', { reference: 'http://silo.internal/Condition/c1', display: 'HIV' }],
    ['a version', { reference: 'Condition/c1/_history/2', display: 'HIV' }],
    ['a urn', { reference: 'urn:uuid:0c1', display: 'HIV' }],
    ['a fragment that is not kept', { reference: '#c1', display: 'HIV' }],
  ])('masks a reference: %s', (_, condition) => {
    const rendered = render({ ...encounter, diagnosis: [{ condition }] })
    expect(rendered.diagnosis).toEqual([{ condition: MASKED }])
  })

  it('masks references inside extensions and contained resources too', () => {
    const reference = { reference: 'Condition/c1', display: 'HIV' }
    const rendered = render({
      ...encounter,
      extension: [{ url: 'urn:x', valueReference: reference }],
      contained: [{ resourceType: 'Location', id: 'l', managingOrganization: reference }],
      location: [{ location: { reference: '#l' } }],
    })
    expect(rendered).toMatchObject({
      extension: [{ url: 'urn:x', valueReference: MASKED }],
      contained: [{ resourceType: 'Location', id: 'l', managingOrganization: MASKED }],
      location: [{ location: { reference: '#l' } }],
    })
    expect(JSON.stringify(rendered)).not.toContain('HIV')
  })

  it('drops narrative and places in the silo, and keeps the text of a concept', () => {
    const rendered = render({
      resourceType: 'DocumentReference',
      id: 'd1',
      status: 'current',
      text: { status: 'generated', div: '<div>HIV</div>' },
      type: { text: 'Letter' },
      content: [{ attachment: { contentType: 'text/plain', url: 'Binary/b1', data: 'eA==' } }],
    })
    expect(rendered.text).toBeUndefined()
    expect(rendered.type).toEqual({ text: 'Letter' })
    expect(rendered.content).toEqual([{ attachment: { contentType: 'text/plain', data: 'eA==' } }])
  })

  it('keeps contained resources of kinds that are shared, for the patient all', () => {
    const contained: Resource[] = [
      {
        resourceType: 'Coverage',
        id: 'c',
        status: 'active',
        beneficiary: {},
        payor: [],
        subscriberId: 'K-1',
      },
      { resourceType: 'Condition', id: 'k', subject: {}, code: { text: 'Flu' } },
    ]
    const resource: Resource = { ...encounter, contained: contained as never }
    const some = render(resource, { kinds: ['encounters', 'conditions'] })
    expect(some.contained).toMatchObject([{ resourceType: 'Condition' }])
    expect(JSON.stringify(some)).not.toContain('K-1')
    expect(render(resource, { isOwn: true }).contained).toHaveLength(2)
    expect(render(resource, { kinds: ['encounters'] }).contained).toBeUndefined()
  })

  it('keeps identifiers for the patient and with their kind, the silo’s own key for nobody', () => {
    const identifier = [{ value: 'MRN-1' }, { value: 'v1' }, { value: 'urn:uuid:v1' }]
    const resource: Resource = { ...encounter, identifier }
    const kept = [{ value: 'MRN-1' }]
    expect(render(resource, { kinds: ['encounters'] }).identifier).toBeUndefined()
    expect(render(resource, { kinds: ['identifiers'] }).identifier).toEqual(kept)
    expect(render(resource, { kinds: [], isOwn: true }).identifier).toEqual(kept)
    const document: Resource = {
      resourceType: 'DocumentReference',
      id: 'd1',
      status: 'current',
      content: [],
      masterIdentifier: { value: 'MRN-2' },
    }
    expect(render(document, { kinds: ['documents'] }).masterIdentifier).toBeUndefined()
  })
})
