import type { DevNetwork, ProviderSlug } from '@medrec/cli/dev-network'
import { deskQueryOf, richPerson } from '@medrec/demo-hospitals'

/**
 * Makes one more invite for a person, by default the one of the story.
 *
 * @returns its link and the silo's patient key
 */
export async function freshInvite(dev: DevNetwork, slug: ProviderSlug, person = richPerson()) {
  const { admin, name } = dev.providers[slug]
  const [patient] = await admin.findPatients(deskQueryOf(person, slug))
  if (patient === undefined) throw new Error(`${name} has ${person.id}.`)
  const { patientKey } = patient
  const link = await admin.invite({ patientKey, checkedBy: 'Benchmark', document: 'none' })
  return { link, patientKey }
}
