import { type Address, isAddressEqual } from 'viem'
import { createSiweMessage, parseSiweMessage } from 'viem/siwe'
import { z } from 'zod'
import { MedRecError } from './med-rec-error.ts'
import { PURPOSES, type Purpose } from './purposes.ts'
import { addressSchema } from './wire-values.ts'

/** The longest life of a sign-in message, in seconds. */
export const SIGN_IN_SECONDS = 300

const STATEMENT =
  'Sign in to read medical records. Nothing is written to the chain and nothing is shared by this.'

const RESOURCE = {
  agent: 'urn:medrec:agent:',
  jkt: 'urn:medrec:jkt:',
  purpose: 'urn:medrec:purpose:',
  scope: 'urn:medrec:scope:',
} as const

/** What a sign-in message says (SIWE, EIP-4361). */
export type SignIn = {
  /** The key that signs. */
  readonly address: Address
  /** Host and port of the Database Manager, as in the AgentRegistry. */
  readonly host: string
  readonly chainId: number
  /** Hexadecimal. */
  readonly nonce: string
  readonly issuedAt: Date
  /** At most {@link SIGN_IN_SECONDS} after `issuedAt`. */
  readonly expiresAt: Date
  /** The Agent for which the key acts. */
  readonly agent: Address
  /** Thumbprint of the session key (RFC 7638, base64url). */
  readonly jkt: string
  readonly purpose: Purpose
  /** SMART scopes, one space between, such as `patient/*.rs`. */
  readonly scope: string
}

const fieldsSchema = z.object({
  address: addressSchema,
  domain: z.string().min(1),
  chainId: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  nonce: z.string().regex(/^[0-9a-f]{8,200}$/),
  issuedAt: z.date(),
  expirationTime: z.date(),
  resources: z.array(z.string()).length(4),
})

/**
 * The origin of a Database Manager by its host: plain HTTP on this machine only, else HTTPS.
 *
 * @param host host and port as in the AgentRegistry, e.g. `localhost:8481`
 */
export function originOf(host: string): string {
  const isLoopback = /^localhost(:[0-9]+)?$/.test(host)
  return `${isLoopback ? 'http' : 'https'}://${host}`
}

/** Builds the text of a sign-in message, the one spelling {@link readSignInMessage} accepts. */
export function buildSignInMessage(signIn: SignIn): string {
  return createSiweMessage({
    address: signIn.address,
    domain: signIn.host,
    uri: originOf(signIn.host),
    version: '1',
    statement: STATEMENT,
    chainId: signIn.chainId,
    nonce: signIn.nonce,
    issuedAt: signIn.issuedAt,
    expirationTime: signIn.expiresAt,
    resources: [
      RESOURCE.agent + signIn.agent,
      RESOURCE.jkt + signIn.jkt,
      RESOURCE.purpose + signIn.purpose,
      RESOURCE.scope + signIn.scope.replaceAll(' ', '+'),
    ],
  })
}

/**
 * Reads a sign-in message strictly: rebuilding it from its fields must give the same text, every
 * field must stand there once, and it must not live longer than {@link SIGN_IN_SECONDS}. Says
 * nothing about who signed it, for whom, or when it is read: those are the caller's to check.
 *
 * @throws {SignInMalformedError} MEDREC_SIGN_IN_MALFORMED if anything is missing, doubled or added
 * @see https://eips.ethereum.org/EIPS/eip-4361
 */
export function readSignInMessage(text: string): SignIn {
  const fields = fieldsSchema.safeParse(parseSiweMessage(text))
  if (!fields.success) throw new SignInMalformedError()
  const { address, domain, chainId, nonce, issuedAt, expirationTime, resources } = fields.data
  const [agentText, jktText, purposeText, scopeText] = resources
  const agent = addressSchema.safeParse(after(RESOURCE.agent, agentText))
  const jkt = z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .safeParse(after(RESOURCE.jkt, jktText))
  const purpose = z.enum(PURPOSES).safeParse(after(RESOURCE.purpose, purposeText))
  const scope = after(RESOURCE.scope, scopeText)?.replaceAll('+', ' ')
  const lifeMs = expirationTime.getTime() - issuedAt.getTime()
  if (
    !agent.success ||
    !jkt.success ||
    !purpose.success ||
    scope === undefined ||
    scope === '' ||
    !(lifeMs > 0 && lifeMs <= SIGN_IN_SECONDS * 1000)
  ) {
    throw new SignInMalformedError()
  }
  const signIn: SignIn = {
    address,
    host: domain,
    chainId,
    nonce,
    issuedAt,
    expiresAt: expirationTime,
    agent: agent.data,
    jkt: jkt.data,
    purpose: purpose.data,
    scope,
  }
  if (buildSignInMessage(signIn) !== text) throw new SignInMalformedError()
  return signIn
}

/** Compares two addresses, whatever their case. */
export function isSameAddress(one: Address, other: Address): boolean {
  return isAddressEqual(one, other)
}

function after(prefix: string, text: string | undefined): string | undefined {
  return text?.startsWith(prefix) ? text.slice(prefix.length) : undefined
}

export class SignInMalformedError extends MedRecError<
  'MEDREC_SIGN_IN_MALFORMED',
  Readonly<Record<string, never>>
> {
  override name = 'SignInMalformedError'
  constructor() {
    super(
      'MEDREC_SIGN_IN_MALFORMED',
      'This is not a sign-in message of MedRec. Ask for a new nonce and sign the message again.',
      { details: {} },
    )
  }
}
