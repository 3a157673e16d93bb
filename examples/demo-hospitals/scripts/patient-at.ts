import { createHash } from 'node:crypto'
import type { Identifier, Patient } from '@medplum/fhirtypes'
import type { Provider } from '../src/people/providers.ts'

/**
 * The person as one provider has written them down: its own record number, its own other number,
 * its own piece of the address. Nothing but name, sex and birth date is the same at two of them.
 */
export function patientAt(provider: Provider, patient: Patient): Patient {
  const { identifier: _, telecom, address, extension, ...kept } = patient
  const rest = {
    ...kept,
    extension: (extension ?? []).filter(({ url }) => url?.includes('us-core')),
  }
  const [home] = address ?? []
  const recordNumber = {
    type: { coding: [{ system: V2_0203, code: 'MR' }] },
    system: `https://${provider}.example/record-numbers`,
    value: recordNumberOf(provider, patient),
  }
  const place = { city: home?.city ?? '', state: home?.state ?? '' }
  switch (provider) {
    case 'riverside':
      return {
        ...rest,
        identifier: [recordNumber, ...numbersOf(patient, 'DL'), insuranceOf(patient)],
        address: address ?? [],
      }
    case 'lakeside':
      return {
        ...rest,
        identifier: [recordNumber, ...numbersOf(patient, 'SS')],
        address: [{ ...place, postalCode: home?.postalCode ?? '' }],
      }
    case 'harbor':
      return { ...rest, identifier: [recordNumber], telecom: telecom ?? [], address: [place] }
  }
}

/** A provider's own record number of a person, which says nothing of the others'. */
export function recordNumberOf(provider: Provider, patient: Patient): string {
  const digits = digitsOf(`${provider} record ${patient.id}`)
  if (provider === 'riverside') return `RF-00${digits.slice(0, 4)}`
  return provider === 'lakeside' ? `LG${digits.slice(0, 7)}` : `HSC-${digits.slice(0, 6)}`
}

const V2_0203 = 'http://terminology.hl7.org/CodeSystem/v2-0203'

function numbersOf(patient: Patient, type: string): Identifier[] {
  return (patient.identifier ?? []).filter((one) => one.type?.coding?.[0]?.code === type)
}

function insuranceOf(patient: Patient): Identifier {
  return {
    type: { coding: [{ system: V2_0203, code: 'MB' }] },
    system: 'https://bay-state-health-plan.example/members',
    value: `W${digitsOf(`insurance ${patient.id}`).slice(0, 9)}`,
  }
}

function digitsOf(text: string): string {
  return BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    .toString()
    .slice(-20)
}
