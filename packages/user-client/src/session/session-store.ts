import type { NetworkDescription } from '@medrec/protocol'
import { create } from 'zustand'
import type { KeysClient } from './keys-channel.ts'
import type { ProfileDatabase } from './profile-database.ts'
import { type ProfileSession, startProfileSession } from './profile-session.ts'
import {
  deleteProfile,
  newProfile,
  type Profile,
  type ProfileRole,
  saveProfile,
} from './profiles.ts'
import { VaultBrokenError } from './vault-error.ts'

type SessionState = {
  readonly session: ProfileSession | undefined
  /** Why the last session ended, where the person did not end it. */
  readonly lockedProfile: Profile | undefined
}

/** Who is at this tab now. One tab holds one person. */
export const useSessionStore = create<SessionState>(() => ({
  session: undefined,
  lockedProfile: undefined,
}))

/**
 * Opens a profile of this browser with its passphrase.
 * @throws {VaultPassphraseError} MEDREC_VAULT_PASSPHRASE
 * @throws {VaultBrokenError} MEDREC_VAULT_BROKEN
 */
export async function unlockProfile(
  profile: Profile,
  network: NetworkDescription,
  passphrase: string,
): Promise<void> {
  await enter(profile, network, async (keys, database) => {
    const vault = await database.vault.get('vault')
    if (vault === undefined) throw new VaultBrokenError('no vault is kept')
    await keys.unlock({ vault, passphrase })
  })
}

/** Makes a profile of these words in this browser and opens it. New or recovered is the same. */
export async function createProfile(
  network: NetworkDescription,
  input: {
    readonly name: string
    readonly role: ProfileRole
    readonly words: string
    readonly passphrase: string
  },
): Promise<void> {
  const profile = newProfile(input.name, input.role)
  try {
    await enter(profile, network, async (keys, database) => {
      const vault = await keys.createVault(input)
      await database.vault.put({ id: 'vault', ...vault })
      await saveProfile(profile)
    })
  } catch (error) {
    await deleteProfile(profile.id)
    throw error
  }
}

/** Locks the profile and leaves it, to choose another. */
export function leaveProfile(): void {
  useSessionStore.getState().session?.lock()
  useSessionStore.setState({ session: undefined, lockedProfile: undefined })
}

async function enter(
  profile: Profile,
  network: NetworkDescription,
  open: (keys: KeysClient, database: ProfileDatabase) => Promise<void>,
): Promise<void> {
  useSessionStore.getState().session?.lock()
  const session = await startProfileSession({
    profile,
    network,
    open,
    onLocked: () => useSessionStore.setState({ session: undefined, lockedProfile: profile }),
  })
  useSessionStore.setState({ session, lockedProfile: undefined })
}
