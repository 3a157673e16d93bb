import {
  type DirectoryEntry,
  directoryEntrySchema,
  fromBase64Url,
  isVouchingNow,
  MedRecError,
  recoverDirectoryEntrySigner,
  type UnixSeconds,
  vouchedUntilOf,
} from '@medrec/protocol'
import { type Address, isAddressEqual } from 'viem'
import type { KeyView } from './key-view.ts'
import type { Vouching } from './principal.ts'

/**
 * Reads a provider's word for the Agent that signs in: base64url of the JSON of a directory entry.
 *
 * @throws {VouchingRefusedError} MEDREC_VOUCHING_REFUSED if it is of another Agent, of no member,
 *   not signed by that member's key, or not of the last 24 hours
 */
export async function readVouching(
  text: string,
  agent: Address,
  deps: {
    readonly network: { readonly chainId: number; readonly registry: Address }
    readonly keys: KeyView
    readonly now: UnixSeconds
  },
): Promise<Vouching> {
  const entry = parse(text)
  if (!isAddressEqual(entry.agent, agent)) throw new VouchingRefusedError('agent')
  if (!deps.keys.isMember(entry.provider)) throw new VouchingRefusedError('provider')
  if (!isVouchingNow(entry, deps.now)) throw new VouchingRefusedError('time')
  const signer = await recoverDirectoryEntrySigner(deps.network, entry).catch(() => undefined)
  if (signer === undefined || !deps.keys.mayRead(entry.provider, signer)) {
    throw new VouchingRefusedError('signature')
  }
  return {
    provider: entry.provider,
    name: nameOf(entry),
    role: roleOf(entry),
    expiresAt: vouchedUntilOf(entry),
  }
}

function parse(text: string): DirectoryEntry {
  try {
    return directoryEntrySchema.parse(JSON.parse(Buffer.from(fromBase64Url(text)).toString('utf8')))
  } catch {
    throw new VouchingRefusedError('malformed')
  }
}

function nameOf({ practitioner }: DirectoryEntry): string {
  const [name] = practitioner.name ?? []
  const parts = [...(name?.given ?? []), name?.family].filter((part) => part !== undefined)
  return name?.text ?? parts.join(' ')
}

function roleOf({ practitionerRole }: DirectoryEntry): string {
  const [code] = practitionerRole.code ?? []
  return code?.text ?? code?.coding?.[0]?.display ?? ''
}

export type VouchingFault = 'malformed' | 'agent' | 'provider' | 'time' | 'signature'

export class VouchingRefusedError extends MedRecError<
  'MEDREC_VOUCHING_REFUSED',
  { readonly fault: VouchingFault }
> {
  override readonly name = 'VouchingRefusedError'

  constructor(fault: VouchingFault) {
    super(
      'MEDREC_VOUCHING_REFUSED',
      'The directory entry does not vouch for this Agent now. Fetch a new one from the provider.',
      { details: { fault } },
    )
  }
}
