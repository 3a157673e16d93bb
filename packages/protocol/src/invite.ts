import { base32nopad } from '@scure/base'
import { type Address, encodeAbiParameters, type Hex, keccak256, slice, stringToBytes } from 'viem'
import { MedRecError } from './med-rec-error.ts'
import { hexSchema } from './wire-values.ts'

const CODE_BYTES = 10
const HOST = /^[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?(:[0-9]{1,5})?$/
const CODE = /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/

/** What a provider hands to a patient, as a link or a QR: single use, bound to a second fact. */
export type Invite = {
  /** Host and port of the provider's Database Manager. */
  readonly host: string
  /** {@link providerFingerprint} of the provider, 16 bytes. */
  readonly fingerprint: Hex
  /** 80 bits in base32, in four groups of four. */
  readonly code: string
}

/** Makes an invite's code from 10 random bytes. */
export function inviteCodeOf(random: Uint8Array): string {
  if (random.length !== CODE_BYTES) throw new RangeError('An invite code is made of 10 bytes.')
  return base32nopad.encode(random).replaceAll(/(.{4})(?=.)/g, '$1-')
}

/** The link of an invite. The code stands in the fragment, which no server sees. */
export function inviteLink(clientOrigin: string, invite: Invite): string {
  const fragment = new URLSearchParams({
    host: invite.host,
    key: invite.fingerprint,
    code: invite.code,
  })
  return `${clientOrigin}/link#${fragment}`
}

/**
 * Reads an invite from a pasted link, or from its fragment alone, with or without white space
 * around; the code in any case.
 *
 * @throws {InviteMalformedError} MEDREC_INVITE_MALFORMED if a part is missing or misspelt
 */
export function parseInvite(text: string): Invite {
  const trimmed = text.trim()
  const fields = new URLSearchParams(trimmed.slice(trimmed.indexOf('#') + 1))
  const host = fields.get('host') ?? ''
  const fingerprint = hexSchema(16).safeParse(fields.get('key'))
  const code = (fields.get('code') ?? '').toUpperCase()
  if (!HOST.test(host) || !fingerprint.success || !CODE.test(code)) throw new InviteMalformedError()
  return { host, fingerprint: fingerprint.data, code }
}

/** The fingerprint of a provider's keys as they stand in the AgentRegistry: 16 bytes. */
export function providerFingerprint(member: {
  readonly agent: Address
  /** Raw X25519 public key, 32 bytes. */
  readonly hpkeKey: Hex
  /** Raw Ed25519 public key, 32 bytes. */
  readonly logKey: Hex
}): Hex {
  const encoded = encodeAbiParameters(
    [{ type: 'address' }, { type: 'bytes32' }, { type: 'bytes32' }],
    [member.agent, member.hpkeKey, member.logKey],
  )
  return slice(keccak256(encoded), 0, 16)
}

/** The hash by which statements and stores name an invite without giving its code away. */
export function inviteHash(code: string): Hex {
  return keccak256(stringToBytes(`medrec:invite:v1|${code}`))
}

export class InviteMalformedError extends MedRecError<
  'MEDREC_INVITE_MALFORMED',
  Readonly<Record<string, never>>
> {
  override name = 'InviteMalformedError'
  constructor() {
    super(
      'MEDREC_INVITE_MALFORMED',
      'This is not a whole invite link. Copy it again from its first to its last character.',
      { details: {} },
    )
  }
}
