import { Clinician, Patient, type PatientRelationship } from '@medrec/cli/headless-client'
import { demoPeople } from '@medrec/demo-hospitals'
import {
  type GrantTerms,
  kindMask,
  newWords,
  purposeMask,
  revocationTerms,
  unixSecondsOf,
} from '@medrec/protocol'
import { zeroHash } from 'viem'
import { freshInvite } from '../main-job/fresh-invite.ts'
import type { MeasuredNetwork } from '../main-job/revocation.ts'
import { rounded } from '../median.ts'
import { percentile } from '../percentile.ts'
import { until, untilStatus } from '../until.ts'

/** A few patients at once: what they ask for is less than a tenth of what one provider answers. */
const PATIENTS = 4
const RUNS_EACH = 10
const LOOK = { everyMs: 50, withinMs: 30_000 }
const DAY_SECONDS = 86_400

/**
 * Measures when a change counts at the provider concerned that was handed to another one, so that
 * it has to come over the chain, as somebody notices who asks every 50 ms: a grant until the viewer
 * has opened it and reads, which a final block has to say; a revocation until the first read that is
 * refused, for which any block is enough. Both from the moment the patient signs.
 *
 * @returns the 95th percentile of forty each, in milliseconds
 */
export async function measureChangeTimes({ dev, description }: MeasuredNetwork) {
  const { lakeside, riverside } = dev.providers
  const doctor = await Clinician.of(dev.story.clinician.words, description, riverside.host)
  const grantMs: number[] = []
  const revocationMs: number[] = []

  async function linked(index: number): Promise<[Patient, PatientRelationship]> {
    // Somebody each, or the grants of one patient would be in the way of another's revocation.
    const person = demoPeople()[index]
    if (person === undefined) throw new RangeError('There are not so many people.')
    const { link } = await freshInvite(dev, 'lakeside', person)
    const patient = await Patient.of(newWords(), description)
    return [patient, await patient.link(link, person.birthDate)]
  }

  async function measure(patient: Patient, relationship: PatientRelationship): Promise<void> {
    const session = await doctor.signIn(lakeside.host)
    const elsewhere = { ...relationship, host: riverside.host }
    for (let run = 0; run <= RUNS_EACH; run += 1) {
      const { commitment, salt } = patient.commitmentOf(relationship, doctor.entry.agent, run)
      const grant = { relationshipId: relationship.relationshipId, salt }
      const grantedAt = performance.now()
      const granted = patient.setGrant(elsewhere, commitment, laboratoryForADay())
      const opened = await until(() => doctor.openGrant(session, grant), LOOK)
      const path = `/fhir/Observation?patient=${opened.patient}&_count=1`
      await untilStatus(session, { path, status: 200, ...LOOK })
      const readAt = performance.now()
      await granted

      const revokedAt = performance.now()
      const revoked = patient.setGrant(elsewhere, commitment, revocationTerms(2))
      await untilStatus(session, { path, status: 403, ...LOOK })
      const refusedAt = performance.now()
      await revoked
      // The first run warms everything up.
      if (run === 0) continue
      grantMs.push(readAt - grantedAt)
      revocationMs.push(refusedAt - revokedAt)
    }
  }

  const patients: [Patient, PatientRelationship][] = []
  for (let index = 0; index < PATIENTS; index += 1) patients.push(await linked(index))
  await Promise.all(patients.map((pair) => measure(...pair)))
  return {
    grantEffectiveP95Ms: rounded(percentile(grantMs, 95), 0),
    revocationRefusedP95Ms: rounded(percentile(revocationMs, 95), 0),
  }
}

function laboratoryForADay(): GrantTerms {
  return {
    readKinds: kindMask(['laboratory']),
    writeKinds: 0n,
    notBefore: 0,
    notAfter: unixSecondsOf(new Date()) + DAY_SECONDS,
    purposes: purposeMask(['TREAT']),
    version: 1,
    finerTerms: zeroHash,
  }
}
