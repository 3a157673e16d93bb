import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openClinicSilo } from '../../src/silo/clinic/open-clinic-silo.ts'
import { createClinicFile } from './clinic-fixture.ts'
import { describeSilo, everything, readAll } from './silo-contract.ts'

describeSilo('clinic silo', async () => {
  const clinic = createClinicFile()
  const silo = openClinicSilo({ file: clinic.file })
  return {
    silo,
    patientKey: '1',
    otherKey: '2',
    name: 'ortiz lee',
    birthDate: '1980-02-29',
    async [Symbol.asyncDispose]() {
      await silo[Symbol.asyncDispose]()
      clinic[Symbol.dispose]()
    },
  }
})

describe('openClinicSilo', () => {
  it('takes the word of department, mark, reason, report, form and problem', async () => {
    using clinic = createClinicFile()
    await using silo = openClinicSilo({ file: clinic.file })
    const labels = async (type: string, key: string) => (await silo.read(type, key))?.sensitivities
    expect(await labels('Encounter', 'v901')).toEqual(['MH'])
    expect(await labels('Condition', 'p1')).toEqual([])
    expect(await labels('Condition', 'p2')).toEqual(['MH'])
    expect(await labels('Condition', 'p3')).toEqual(['HIV'])
    expect(await labels('Condition', 'p4')).toEqual(['unclassified'])
    expect(await labels('Condition', 'p5')).toEqual(['SDV'])
    expect(await labels('Condition', 'p6')).toEqual(['unclassified'])
    expect(await labels('Condition', 'p8')).toEqual(['SDV'])
    expect(await labels('Condition', 'p9')).toEqual(['unclassified'])
    expect(await labels('MedicationRequest', 'x1')).toEqual([])
    expect(await labels('MedicationRequest', 'x2')).toEqual(['MH', 'unclassified'])
    expect(await labels('DiagnosticReport', 'l2')).toEqual(['SEX', 'STD'])
    expect(await labels('Observation', 'r1')).toEqual([])
    expect(await labels('Observation', 'r3')).toEqual(['SEX', 'STD'])
    expect(await labels('Observation', 'q2')).toEqual(['SDV'])
    expect(await labels('Procedure', 'p1')).toEqual([])
    expect(await labels('Procedure', 'p2')).toEqual(['MH'])
    expect(await labels('DocumentReference', 'n1')).toEqual(['unclassified'])
  })

  it('makes one Observation of the two rows of a blood pressure', async () => {
    using clinic = createClinicFile()
    await using silo = openClinicSilo({ file: clinic.file })
    const rows = await readAll(silo, {
      ...everything('Observation', '1', 100),
      kinds: ['vital-signs'],
    })
    expect(rows).toHaveLength(401)
    const panels = rows.filter(({ resource }) => 'component' in resource)
    expect(panels).toHaveLength(200)
    expect(panels[0]?.resource).toMatchObject({
      code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
      component: [
        { code: { coding: [{ code: '8480-6' }] }, valueQuantity: { code: 'mm[Hg]' } },
        { code: { coding: [{ code: '8462-4' }] }, valueQuantity: { code: 'mm[Hg]' } },
      ],
    })
    expect(await silo.read('Observation', 'v9001')).toMatchObject({
      resource: { code: { coding: [{ code: '8462-4' }] }, valueQuantity: { value: 71 } },
    })
    expect(await silo.read('Observation', 'v5')).toBeUndefined()
  })

  it('shows no chart number and no row number of a patient', async () => {
    using clinic = createClinicFile()
    await using silo = openClinicSilo({ file: clinic.file })
    const patient = await silo.read('Patient', '1')
    expect(patient?.resource).toMatchObject({
      identifier: [
        { value: '999-11-2222' },
        { value: 'K-1', assigner: { display: 'Good Health' } },
      ],
    })
    expect(JSON.stringify(patient)).not.toContain('RF-004711')
  })

  it('sees what the clinic writes meanwhile, and writes nothing', async () => {
    using clinic = createClinicFile()
    await using silo = openClinicSilo({ file: clinic.file })
    expect(await silo.read('Immunization', 's77')).toBeUndefined()
    clinic.exec(
      "insert into shot values (77, 2, null, 'Tdap', '115', '2022-01-01T00:00:00Z', null, null)",
    )
    expect(await silo.read('Immunization', 's77')).toMatchObject({ patientKeys: ['2'] })
  })

  it('answers an error that may be tried again when a cell is not what the schema says', async () => {
    using clinic = createClinicFile()
    await using silo = openClinicSilo({ file: clinic.file })
    clinic.exec("update shot set given_at = 'secret'")
    const failure = await silo.read('Immunization', 's1').catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'MEDREC_SILO_UNAVAILABLE', retryable: true })
    expect(String(failure) + JSON.stringify(failure)).not.toContain('secret')
  })

  it('refuses a missing file, another file and another revision', () => {
    using clinic = createClinicFile()
    expect(() => openClinicSilo({ file: `${clinic.file}.none` })).toThrow(/cannot be read/)
    writeFileSync(`${clinic.file}.txt`, 'hello, this is not a database at all')
    expect(() => openClinicSilo({ file: `${clinic.file}.txt` })).toThrow(/cannot be read/)
    clinic.exec('update clinic_info set schema_rev = 8')
    expect(() => openClinicSilo({ file: clinic.file })).toThrow(/revision 7/)
  })
})
