import { Patient, type PatientRelationship } from '@medrec/cli/headless-client'
import { newWords } from '@medrec/protocol'
import type { StoryNetwork } from './story-network.ts'

/** The person of the story, linked at all three providers; their words open them in a browser. */
export type LinkedPerson = {
  readonly name: string
  readonly words: string
  readonly patient: Patient
  /** In the order of the invites. */
  readonly relationships: readonly PatientRelationship[]
  at(provider: { readonly host: string }): PatientRelationship
}

/** Redeems the invites of the story without a browser. */
export async function linkEverywhere({ dev, description }: StoryNetwork): Promise<LinkedPerson> {
  const { name, birthDate, invites } = dev.story.patient
  const words = newWords()
  const patient = await Patient.of(words, description)
  const relationships: PatientRelationship[] = []
  for (const { link } of invites) relationships.push(await patient.link(link, birthDate))
  return {
    name,
    words,
    patient,
    relationships,
    at: ({ host }) => {
      const found = relationships.find((each) => each.host === host)
      if (found === undefined) throw new TypeError(`Nobody is linked at ${host}.`)
      return found
    },
  }
}
