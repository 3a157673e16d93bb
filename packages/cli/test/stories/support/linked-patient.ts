import { Patient, type PatientRelationship } from '@medrec/cli/headless-client'
import { newWords } from '@medrec/protocol'
import type { StoryNetwork } from './story-network.ts'

/** The person of the story, linked at the provider whose invite this is. */
export async function linkAt(
  { dev, description }: StoryNetwork,
  providerName: string,
  words = newWords(),
): Promise<{ patient: Patient; relationship: PatientRelationship }> {
  const { invites, birthDate } = dev.story.patient
  const invite = invites.find(({ provider }) => provider === providerName)
  if (invite === undefined) throw new Error(`There is no invite of ${providerName}.`)
  const patient = await Patient.of(words, description)
  return { patient, relationship: await patient.link(invite.link, birthDate) }
}
