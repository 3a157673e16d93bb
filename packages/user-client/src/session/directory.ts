import {
  type DirectoryEntry,
  directoryResponseSchema,
  fromBase64Url,
  isVouchingNow,
  recoverDirectoryEntrySigner,
  toBase64Url,
  unixSecondsOf,
} from '@medrec/protocol'
import { type Address, bytesToHex, type Hex, isAddressEqual } from 'viem'
import type { NetworkProvider } from './network.ts'
import type { ProfileSession } from './profile-session.ts'
import { fetchPlain, readAnswer } from './provider-session.ts'

/** A member of a provider's staff, vouched for by the provider's signature. */
export type StaffMember = {
  readonly agent: Address
  readonly hpkeKey: Hex
  readonly name: string
  readonly role: string
  readonly provider: NetworkProvider
  readonly entry: DirectoryEntry
}

/**
 * Reads a provider's staff, leaving out every entry that the provider's key did not sign or that
 * is over.
 * @throws {ProviderAwayError} MEDREC_PROVIDER_AWAY if it does not answer.
 */
export async function readStaff(
  session: ProfileSession,
  provider: NetworkProvider,
): Promise<readonly StaffMember[]> {
  const { entries } = await readAnswer(
    provider.host,
    directoryResponseSchema,
    fetchPlain(provider.host, '/directory', { signal: session.signal }),
  )
  const { view } = await session.chain.read()
  const now = unixSecondsOf(new Date())
  const checked = await Promise.all(
    entries.map(async (entry) => {
      const signer = await recoverDirectoryEntrySigner(session.network, entry).catch(
        () => undefined,
      )
      const isSound =
        signer !== undefined &&
        isAddressEqual(entry.provider, provider.agent) &&
        view.allows(provider.agent, signer, 'read') &&
        isVouchingNow(entry, now)
      return isSound ? memberOf(entry, provider) : undefined
    }),
  )
  return checked.flatMap((member) => member ?? [])
}

/** The text by which a provider's word for somebody is handed to another provider. */
export function vouchingOf(entry: DirectoryEntry): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify(entry)))
}

function memberOf(entry: DirectoryEntry, provider: NetworkProvider): StaffMember {
  const [name] = entry.practitioner.name ?? []
  const [code] = entry.practitionerRole.code ?? []
  const parts = [...(name?.prefix ?? []), ...(name?.given ?? []), name?.family]
  return {
    agent: entry.agent,
    hpkeKey: bytesToHex(fromBase64Url(entry.hpkeKey)),
    name: name?.text ?? parts.filter((part) => part !== undefined).join(' '),
    role: code?.text ?? code?.coding?.[0]?.display ?? '',
    provider,
    entry,
  }
}
