import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Resource } from '@medplum/fhirtypes'
import { beforeAll, describe, expect, it } from 'vitest'
import { demoPeople, richPerson } from './demo-people.ts'
import { PROVIDERS, type Provider } from './providers.ts'
import { DATA_FOLDER, readSource, type Source } from './source.ts'
import { codingOf } from './words.ts'

let sources: Readonly<Record<Provider, Source>>

beforeAll(async () => {
  sources = {
    riverside: await readSource('riverside'),
    lakeside: await readSource('lakeside'),
    harbor: await readSource('harbor'),
  }
})

describe('the committed data', () => {
  it('is what the script made of the fixed seeds', async () => {
    // Unpacked: the packer of another machine may pack otherwise.
    const hashes: Record<string, string> = {}
    for (const name of (await readdir(DATA_FOLDER)).sort()) {
      const bytes = await readFile(join(DATA_FOLDER, name))
      const plain = name.endsWith('.gz') ? gunzipSync(bytes) : bytes
      hashes[name] = createHash('sha256').update(plain).digest('hex').slice(0, 16)
    }
    expect(hashes).toMatchInlineSnapshot(`
      {
        "assignment.json": "a1388c3a90a5a0bf",
        "harbor.ndjson.gz": "150c04c6e839a575",
        "lakeside.ndjson.gz": "8be39f1864da87e7",
        "people.json": "f37f150bd8bcc87e",
        "riverside.ndjson.gz": "714a6ec85eb47a69",
      }
    `)
  })

  it('is smaller than 5 MB', async () => {
    const names = await readdir(DATA_FOLDER)
    const sizes = await Promise.all(names.map((name) => stat(join(DATA_FOLDER, name))))
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(5 * 1024 * 1024)
  })

  it('has so many records of each type at each provider', () => {
    const counts = PROVIDERS.map((provider) => [provider, countTypes(sources[provider].all)])
    expect(Object.fromEntries(counts)).toMatchInlineSnapshot(`
      {
        "harbor": {
          "CarePlan": 12,
          "CareTeam": 12,
          "Condition": 111,
          "Device": 7,
          "DiagnosticReport": 166,
          "DocumentReference": 307,
          "Encounter": 307,
          "ImagingStudy": 26,
          "Immunization": 25,
          "Location": 6,
          "Medication": 52,
          "MedicationAdministration": 52,
          "MedicationRequest": 104,
          "Observation": 1277,
          "Organization": 6,
          "Patient": 24,
          "Practitioner": 6,
          "PractitionerRole": 6,
          "Procedure": 886,
        },
        "lakeside": {
          "AllergyIntolerance": 12,
          "CarePlan": 63,
          "CareTeam": 63,
          "Condition": 210,
          "Device": 19,
          "DiagnosticReport": 56,
          "DocumentReference": 449,
          "Encounter": 449,
          "ImagingStudy": 49,
          "Immunization": 41,
          "Location": 21,
          "Medication": 45,
          "MedicationAdministration": 45,
          "MedicationRequest": 138,
          "Observation": 534,
          "Organization": 20,
          "Patient": 24,
          "Practitioner": 20,
          "PractitionerRole": 20,
          "Procedure": 1293,
        },
        "riverside": {
          "CarePlan": 8,
          "CareTeam": 8,
          "Condition": 354,
          "Device": 66,
          "DiagnosticReport": 465,
          "DocumentReference": 271,
          "Encounter": 271,
          "Immunization": 288,
          "Location": 13,
          "MedicationRequest": 94,
          "Observation": 3295,
          "Organization": 13,
          "Patient": 24,
          "Practitioner": 13,
          "PractitionerRole": 13,
          "Procedure": 866,
        },
      }
    `)
  })

  it('has no bills, and says nothing of the machine it was made on', () => {
    for (const provider of PROVIDERS) {
      const types = Object.keys(countTypes(sources[provider].all))
      expect(types).not.toContain('Claim')
      expect(types).not.toContain('ExplanationOfBenefit')
      expect(types).not.toContain('SupplyDelivery')
      expect(JSON.stringify(sources[provider].all)).not.toMatch(/\/(home|tmp|work|root)\//)
    }
  })

  it('gives each organisation to one provider alone', async () => {
    const assignment = JSON.parse(await readFile(join(DATA_FOLDER, 'assignment.json'), 'utf8'))
    for (const provider of PROVIDERS) {
      for (const visit of sources[provider].of('Encounter')) {
        expect(assignment[visit.serviceProvider?.reference ?? '']).toBe(provider)
      }
    }
  })

  it('puts every record at one provider', () => {
    const seen = new Map<string, Provider>()
    for (const provider of PROVIDERS) {
      for (const { resourceType, id } of sources[provider].all) {
        if (resourceType === 'Patient') continue
        expect(seen.get(`${resourceType}/${id}`)).toBeUndefined()
        seen.set(`${resourceType}/${id}`, provider)
      }
    }
  })
})

describe('demoPeople', () => {
  it('names 24 people with visits at all three providers', () => {
    expect(demoPeople()).toHaveLength(24)
    for (const provider of PROVIDERS) {
      const seen = new Set(sources[provider].of('Encounter').map((one) => one.subject?.reference))
      expect(seen.size).toBe(24)
    }
  })

  it('writes every name as the provider does', () => {
    for (const provider of PROVIDERS) {
      const written = sources[provider].of('Patient').map(({ name, birthDate }) => {
        const parts = [...(name?.[0]?.given ?? []), name?.[0]?.family]
        return `${parts.join(' ')} ${birthDate}`
      })
      const named = demoPeople().map(({ names, birthDate }) => `${names[provider]} ${birthDate}`)
      expect(named.sort()).toEqual(written.sort())
    }
  })

  it('spells two names differently at one provider, and no other', () => {
    const differing = demoPeople().filter(({ names }) => new Set(Object.values(names)).size > 1)
    expect(differing.map(({ names }) => names)).toMatchInlineSnapshot(`
      [
        {
          "harbor": "Soila Shonta McGlyn",
          "lakeside": "Soila Shonta McGlynn",
          "riverside": "Soila Shonta McGlynn",
        },
        {
          "harbor": "Sherlyn Shanel Kesler",
          "lakeside": "Sherlyn Shanel Kessler",
          "riverside": "Sherlyn Shanel Kessler",
        },
      ]
    `)
  })

  it('has people with rows on each sensitive subject', () => {
    const people = (words: RegExp) => {
      const found = new Set<string>()
      for (const provider of PROVIDERS) {
        for (const type of ['Condition', 'Observation', 'Procedure'] as const) {
          for (const record of sources[provider].of(type)) {
            if (words.test(record.code?.text ?? '')) found.add(record.subject?.reference ?? '')
          }
        }
      }
      return found.size
    }
    expect(people(/intimate partner/i)).toBeGreaterThanOrEqual(5)
    expect(people(/\bHIV\b|immunodeficiency/i)).toBeGreaterThanOrEqual(3)
    expect(people(/chlamydia|gonorrh|syphilis/i)).toBeGreaterThanOrEqual(3)
    expect(people(/misuses drugs|unhealthy alcohol|drug abuse \(/i)).toBeGreaterThanOrEqual(3)
    expect(people(/PHQ-9|severe anxiety|depression/i)).toBeGreaterThanOrEqual(5)
  })
})

describe('richPerson', () => {
  it('has something in every chapter, laboratory and medications at every provider', () => {
    const person = richPerson()
    const chapters = PROVIDERS.map((provider) => {
      const source = sources[provider]
      const patient = source
        .of('Patient')
        .find((one) => recordNumber(one) === person.recordNumbers[provider])
      const own = source.all.filter((one) =>
        JSON.stringify(one).includes(`"Patient/${patient?.id}"`),
      )
      return [provider, countTypes(own)]
    })
    expect(Object.fromEntries(chapters)).toMatchInlineSnapshot(`
      {
        "harbor": {
          "Condition": 2,
          "DiagnosticReport": 50,
          "DocumentReference": 6,
          "Encounter": 6,
          "ImagingStudy": 6,
          "MedicationAdministration": 9,
          "MedicationRequest": 9,
          "Observation": 370,
          "Procedure": 43,
        },
        "lakeside": {
          "AllergyIntolerance": 1,
          "CarePlan": 3,
          "CareTeam": 3,
          "Condition": 7,
          "DiagnosticReport": 23,
          "DocumentReference": 30,
          "Encounter": 30,
          "ImagingStudy": 3,
          "Immunization": 4,
          "MedicationAdministration": 3,
          "MedicationRequest": 17,
          "Observation": 207,
          "Procedure": 67,
        },
        "riverside": {
          "Condition": 21,
          "Device": 4,
          "DiagnosticReport": 33,
          "DocumentReference": 17,
          "Encounter": 17,
          "Immunization": 11,
          "MedicationRequest": 4,
          "Observation": 157,
          "Procedure": 63,
        },
      }
    `)
  })
})

function recordNumber(patient: Resource & { resourceType: 'Patient' }): string | undefined {
  return patient.identifier?.find(({ type }) => codingOf(type).code === 'MR')?.value
}

function countTypes(resources: readonly Resource[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { resourceType } of resources) counts[resourceType] = (counts[resourceType] ?? 0) + 1
  return counts
}
