import type { DevNetwork, ProviderSlug } from '@medrec/cli/dev-network'
import { deskQueryOf, richPerson } from '@medrec/demo-hospitals'

/** Makes one more invite for the person of the story; returns its link and the silo's patient key. */
export async function freshInvite(dev: DevNetwork, slug: ProviderSlug) {
  const { admin, name } = dev.providers[slug]
  const [patient] = await admin.findPatients(deskQueryOf(richPerson(), slug))
  if (patient === undefined) throw new Error(`${name} has the person of the story.`)
  const { patientKey } = patient
  const link = await admin.invite({ patientKey, checkedBy: 'Benchmark', document: 'none' })
  return { link, patientKey }
}
