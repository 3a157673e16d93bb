import { Dexie, type Table } from 'dexie'

export type ProfileRole = 'patient' | 'clinician'

/** What this browser knows of a person before the unlock: a name to choose by, and a role. */
export type Profile = {
  readonly id: string
  readonly name: string
  readonly role: ProfileRole
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** The list of profiles of this browser, oldest first. */
export async function listProfiles(): Promise<readonly Profile[]> {
  return withProfiles(async (table) =>
    (await table.toArray()).sort((a, b) => a.createdAt - b.createdAt),
  )
}

export async function saveProfile(profile: Profile): Promise<void> {
  await withProfiles((table) => table.put(profile))
}

/** Forgets a profile and everything that is kept for it. Its words bring it back. */
export async function deleteProfile(id: string): Promise<void> {
  await withProfiles((table) => table.delete(id))
  await Dexie.delete(profileDatabaseName(id))
}

export function newProfile(name: string, role: ProfileRole): Profile {
  return { id: crypto.randomUUID(), name: name.trim(), role, createdAt: Date.now() }
}

/** Every store of a profile carries its id in its name, so that no two profiles share one. */
export function profileDatabaseName(id: string): string {
  return `medrec-${id}`
}

export function profileChannelName(id: string): string {
  return `medrec-${id}`
}

async function withProfiles<Result>(
  use: (table: Table<Profile, string>) => Promise<Result>,
): Promise<Result> {
  const database = new Dexie('medrec-profiles')
  database.version(1).stores({ profiles: 'id' })
  try {
    return await use(database.table('profiles'))
  } finally {
    database.close()
  }
}
