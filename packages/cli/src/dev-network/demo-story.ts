import { readFile, rename, writeFile } from 'node:fs/promises'
import { deskQueryOf, richPerson } from '@medrec/demo-hospitals'
import { keyringOf, newWords, toBase64Url } from '@medrec/protocol'
import { z } from 'zod'
import { PROVIDERS, type ProviderSlug } from './demo-providers.ts'
import type { DevProvider } from './dev-provider.ts'
import { type StateFolder, StateFolderError } from './state-folder.ts'

/** What a newcomer needs to play both parts: a patient with records at all three, and a clinician. */
export type DemoStory = {
  readonly patient: {
    readonly name: string
    /** YYYY-MM-DD; the second fact of the invites. */
    readonly birthDate: string
    /** An invite for each provider where the person has not linked yet. */
    readonly invites: readonly { readonly provider: string; readonly link: string }[]
  }
  readonly clinician: {
    readonly name: string
    readonly role: string
    readonly provider: string
    readonly words: string
  }
}

const CLINICIAN = { name: 'Dr. Amara Osei', role: 'General practitioner', at: 'riverside' } as const

const demoFileSchema = z.strictObject({ clinicianWords: z.string() })

/** Prepares the story: the clinician in the directory of the clinic, an invite from each provider. */
export async function prepareStory(
  state: StateFolder,
  providers: Readonly<Record<ProviderSlug, DevProvider>>,
): Promise<DemoStory> {
  const words = await clinicianWords(state)
  const keyring = await keyringOf(words)
  const { publicKey } = await keyring.staffHpke()
  const { name, role, at } = CLINICIAN
  // Safe to repeat: the same key is the same member of staff.
  await providers[at].admin.addStaff({
    owner: keyring.staff().address,
    hpkeKey: toBase64Url(publicKey),
    name,
    role,
  })
  const person = richPerson()
  const invites = await Promise.all(
    PROVIDERS.map((slug) => inviteUnlessLinked(providers[slug], deskQueryOf(person, slug))),
  )
  return {
    patient: {
      name: person.names.riverside,
      birthDate: person.birthDate,
      invites: invites.flatMap((invite) => invite ?? []),
    },
    clinician: { name, role, provider: providers[at].name, words },
  }
}

async function inviteUnlessLinked(
  { name, admin }: DevProvider,
  query: { readonly name: string; readonly birthDate: string },
): Promise<{ provider: string; link: string } | undefined> {
  const [patient] = await admin.findPatients(query)
  if (patient === undefined) throw new TypeError(`${name} has the person of the story.`)
  if (await admin.isLinked(patient.patientKey)) return undefined
  const checked = { checkedBy: 'Demonstration', document: 'none: synthetic person' }
  const link = await admin.invite({ patientKey: patient.patientKey, ...checked })
  return { provider: name, link }
}

async function clinicianWords(state: StateFolder): Promise<string> {
  const text = await readFile(state.demoFile, 'utf8').catch(() => undefined)
  if (text !== undefined) {
    try {
      return demoFileSchema.parse(JSON.parse(text)).clinicianWords
    } catch {
      throw new StateFolderError('MEDREC_STATE_FOLDER_BROKEN', state.path)
    }
  }
  const words = newWords()
  const temporary = `${state.demoFile}.tmp`
  await writeFile(temporary, `${JSON.stringify({ clinicianWords: words })}\n`, { mode: 0o600 })
  await rename(temporary, state.demoFile)
  return words
}
