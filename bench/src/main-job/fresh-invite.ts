import type { DevNetwork, ProviderSlug } from '@medrec/cli/dev-network'
import { richPerson } from '@medrec/demo-hospitals'

/** Makes one more invite for the person of the story; returns its link and the silo's patient key. */
export async function freshInvite(dev: DevNetwork, slug: ProviderSlug) {
  const { admin, name } = dev.providers[slug]
  const { birthDate, names, recordNumbers } = richPerson()
  // An OMOP database keeps no names: its desk finds people by their record number.
  const searched = slug === 'lakeside' ? recordNumbers.lakeside : names[slug]
  const [patient] = await admin.findPatients({ name: searched, birthDate })
  if (patient === undefined) throw new Error(`${name} has the person of the story.`)
  const { patientKey } = patient
  const link = await admin.invite({ patientKey, checkedBy: 'Benchmark', document: 'none' })
  return { link, patientKey }
}
