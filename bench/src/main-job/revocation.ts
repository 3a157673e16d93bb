import type { DevNetwork } from '@medrec/cli/dev-network'
import { Clinician, Patient } from '@medrec/cli/headless-client'
import {
  kindMask,
  type NetworkDescription,
  newWords,
  purposeMask,
  revocationTerms,
  unixSecondsOf,
} from '@medrec/protocol'
import { zeroHash } from 'viem'
import { median, rounded } from '../median.ts'
import { until, untilStatus } from '../until.ts'
import { freshInvite } from './fresh-invite.ts'

export type MeasuredNetwork = {
  readonly dev: DevNetwork
  readonly description: NetworkDescription
}

const RUNS = 7
const DAY_SECONDS = 86_400

/**
 * Measures how long a viewer still reads after the patient has revoked, from the moment the signed
 * message leaves until the first read that is refused. It is handed to another provider, so that it
 * has to come over the chain. Median of seven, in milliseconds.
 */
export async function measureRevocation({ dev, description }: MeasuredNetwork): Promise<number> {
  const { lakeside, riverside } = dev.providers
  const { clinician, patient } = dev.story
  const { link } = await freshInvite(dev, 'lakeside')
  const person = await Patient.of(newWords(), description)
  const relationship = await person.link(link, patient.birthDate)
  const doctor = await Clinician.of(clinician.words, description, riverside.host)
  const session = await doctor.signIn(lakeside.host)

  const taken: number[] = []
  for (let run = 0; run <= RUNS; run += 1) {
    const { commitment, salt } = person.commitmentOf(relationship, doctor.entry.agent, run)
    await person.setGrant(relationship, commitment, {
      readKinds: kindMask(['laboratory']),
      writeKinds: 0n,
      notBefore: 0,
      notAfter: unixSecondsOf(new Date()) + DAY_SECONDS,
      purposes: purposeMask(['TREAT']),
      version: 1,
      finerTerms: zeroHash,
    })
    const grant = { relationshipId: relationship.relationshipId, salt }
    const opened = await until(() => doctor.openGrant(session, grant))
    const path = `/fhir/Observation?patient=${opened.patient}&_count=1`
    await untilStatus(session, { path, status: 200 })
    const startedAt = performance.now()
    const relayed = person.setGrant(
      { ...relationship, host: riverside.host },
      commitment,
      revocationTerms(2),
    )
    await untilStatus(session, { path, status: 403 })
    if (run > 0) taken.push(performance.now() - startedAt)
    await relayed
  }
  return rounded(median(taken), 0)
}
