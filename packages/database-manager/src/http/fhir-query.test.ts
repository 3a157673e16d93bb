import { KIND_SYSTEM, PATIENT_TYPES, type PatientType } from '@medrec/protocol'
import { describe, expect, it } from 'vitest'
import { parseReadQuery, parseSearch } from './fhir-query.ts'
import { SEARCH_TABLES } from './fhir-search-table.ts'

const needOf = (type: PatientType, query: string) => parseSearch(type, query).need

/** The name that a refusal gives of what it refuses. */
function refusedPart(type: PatientType, query: string): string {
  try {
    parseSearch(type, query)
  } catch (error) {
    const { code, details } = error as { code: string; details: { part: string } }
    expect(code).toBe('MEDREC_REQUEST_UNSUPPORTED')
    return details.part
  }
  return 'nothing'
}

describe('parseSearch', () => {
  it.each(PATIENT_TYPES.filter((type) => type !== 'Patient'))(
    'takes what the table of %s names, and refuses the names of other types',
    (type) => {
      const table = SEARCH_TABLES[type]
      for (const name of table.patient) expect(needOf(type, `${name}=x`).patient).toBe('x')
      expect(needOf(type, `${table.code}=a|b`).codes).toEqual([{ system: 'a', code: 'b' }])
      expect(needOf(type, `${table.date}=2020`).dateRanges).toEqual([
        { prefix: 'eq', value: '2020' },
      ])
      const names = ['subject', 'code', 'type', 'vaccine-code', 'date', 'onset-date', 'authoredon']
      const offered = [...table.patient, table.code, table.date]
      for (const name of names.filter((other) => !offered.includes(other))) {
        expect(refusedPart(type, `${name}=2020`)).toBe(name)
      }
    },
  )

  it.each([
    'foo=1',
    '_sort=date',
    '_elements=id',
    '_summary=true',
    '_total=accurate',
    '_has:Observation:patient:code=x',
    '_revinclude=Provenance:target',
    '_lastUpdated=gt2020',
    '_content=x',
    '_filter=x',
    'patient:Patient=x',
    'patient.name=x',
    'code:not=x',
    'code:bogus=1',
    'code:missing=true',
    'date:missing=true',
    '_include:iterate=Observation:performer',
    'CODE=x',
    '_COUNT=5',
    'category=laboratory',
    '=x',
    ' code=x',
  ])('refuses %s by name, wherever it stands', (pair) => {
    const [name = ''] = pair.split('=')
    const named = name.replaceAll(' ', '?')
    expect(refusedPart('Observation', `patient=x&${pair}`)).toBe(named)
    expect(refusedPart('Observation', `${pair}&patient=x`)).toBe(named)
  })

  it.each(['0', '251', '-5', '1e9', '1.5', 'abc', '', '007', '1000', ' 5', '５'])(
    'refuses _count=%s',
    (count) => {
      expect(refusedPart('Observation', `_count=${encodeURIComponent(count)}`)).toBe('_count')
    },
  )

  it.each([
    ['_count', '_count=5&_count=6'],
    ['code', 'code=a&code=b'],
    ['code', 'code='],
    ['code', 'code=a|b|c'],
    ['code', 'code=a|'],
    ['code', 'code=a\\,b'],
    ['code', 'code=a,,b'],
    ['subject', 'patient=a&subject=b'],
    ['patient', 'patient=a&patient=b'],
    ['date', 'date=2020-13'],
    ['date', 'date=2020-02-30T25:00:00Z'],
    ['date', 'date=2020-01-01T10:00'],
    ['date', 'date=ap2020'],
    ['date', 'date=ne2020'],
    ['date', 'date=2020,2021'],
    ['date', 'date=yesterday'],
    ['date', 'date=20&date=2020'],
    ['_tag', '_tag=urn:other|laboratory'],
    ['_tag', '_tag=secrets'],
    ['_include', '_include=*'],
    ['_include', '_include=Observation:subject'],
    ['_include', '_include=Observation:performer:Practitioner'],
    ['_include', '_include=Encounter:participant'],
    ['_include', '_include=Observation:constructor'],
    ['_format', '_format=xml'],
    ['_pretty', '_pretty=yes'],
    ['_id', `_id=${'x,'.repeat(250)}x`],
  ])('refuses %s in %s', (part, query) => {
    expect(refusedPart('Observation', query)).toBe(part)
  })

  it('takes two ends of a range, prefixes and offsets, a plus sign that became a space too', () => {
    const query = 'date=ge2020-01-01&date=lt2021-01-01T00:00:00+01:00'
    expect(needOf('Observation', query).dateRanges).toEqual([
      { prefix: 'ge', value: '2020-01-01' },
      { prefix: 'lt', value: '2021-01-01T00:00:00+01:00' },
    ])
  })

  it('takes kinds with and without their system, codes with an empty one, patients by reference', () => {
    const need = needOf(
      'Observation',
      `_tag=${encodeURIComponent(`${KIND_SYSTEM}|laboratory`)},vital-signs&code=|x,y&subject=Patient/p&patient=p`,
    )
    expect(need).toMatchObject({
      kinds: ['laboratory', 'vital-signs'],
      codes: [{ system: '', code: 'x' }, { code: 'y' }],
      patient: 'p',
      count: 50,
    })
  })

  it('knows a Patient by _id alone', () => {
    expect(needOf('Patient', '_id=p&_count=250').patient).toBe('p')
    expect(refusedPart('Patient', '_id=p,q')).toBe('_id')
    for (const name of ['name', 'birthdate', 'identifier', '_tag', '_include', 'patient']) {
      expect(refusedPart('Patient', `${name}=x`)).toBe(name)
    }
  })

  it('spells one query in one way, whatever the order, the page and the writing', () => {
    const one = needOf('Observation', 'patient=p&code=c&_cursor=x&_pretty=true')
    const other = needOf('Observation', '_format=json&code=c&patient=p')
    expect(one.query).toBe(other.query)
    expect(one.parameters).toEqual(['_cursor', '_pretty', 'code', 'patient'])
  })

  it('echoes no more of a name than a name can hold', () => {
    expect(refusedPart('Observation', `${encodeURIComponent('<b>é\n')}${'x'.repeat(100)}=1`)).toBe(
      `?b???${'x'.repeat(59)}`,
    )
  })
})

describe('parseReadQuery', () => {
  it('knows only how to write', () => {
    expect(parseReadQuery('_format=application/fhir%2Bjson&_pretty=true')).toBe(true)
    expect(parseReadQuery('_format=application/fhir+json')).toBe(false)
    expect(() => parseReadQuery('_elements=id')).toThrow('_elements')
  })
})
