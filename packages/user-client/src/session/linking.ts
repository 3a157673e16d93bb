import {
  type ClaimResponse,
  claimOpeningResponseSchema,
  claimResponseSchema,
  type Invite,
  inviteHash,
  KINDS_HASH,
  KINDS_VERSION,
  MedRecError,
  networkDomain,
  parseInvite,
  providerFingerprint,
  relationshipIdOf,
  toWireJson,
  typedProviderStatement,
  unixSecondsOf,
} from '@medrec/protocol'
import { type Hex, recoverTypedDataAddress } from 'viem'
import type { NetworkProvider } from './network.ts'
import type { ProfileSession } from './profile-session.ts'
import { postPlain, readAnswer } from './provider-session.ts'
import { findRelationships } from './relationships.ts'
import { waitUntil } from './wait-until.ts'

/** What is done for a link, in the order in which it is shown. */
export const LINK_STEPS = ['check', 'claim', 'sign', 'confirm'] as const
export type LinkStep = (typeof LINK_STEPS)[number]

const DEADLINE_SECONDS = 600
const CONFIRM_MS = 45_000

/**
 * Redeems an invite: checks the provider against the registry, claims with the birth date, checks
 * the provider's statement, signs both the opening and the own statement, and waits until the
 * link stands.
 * @returns the provider that is linked now.
 * @throws {InviteMalformedError} MEDREC_INVITE_MALFORMED
 * @throws {LinkError} MEDREC_LINK_PROVIDER_UNKNOWN, MEDREC_LINK_FINGERPRINT, MEDREC_LINK_STATEMENT or
 * MEDREC_LINK_UNCONFIRMED
 * @throws {ProviderRefusedError} with the provider's own code, such as MEDREC_INVITE_USED
 */
export async function redeemInvite(
  session: ProfileSession,
  input: { readonly link: string; readonly birthDate: string },
  onStep: (step: LinkStep) => void,
): Promise<NetworkProvider> {
  onStep('check')
  const invite = parseInvite(input.link)
  const provider = checkProvider(session, invite)
  const index = await reserveKey(session, inviteHash(invite.code))

  onStep('claim')
  const owner = await session.keys.addressOf({ role: 'relationship', index })
  const request = { code: invite.code, secondFact: { birthDate: input.birthDate }, owner }
  const claim = await readAnswer(
    invite.host,
    claimResponseSchema,
    postPlain(invite.host, '/invites/claims', toWireJson(request)),
  )
  await checkStatement(session, { claim, provider, invite })

  onStep('sign')
  const opening = await signOpening(session, { index, claim, provider, code: invite.code })
  const { relationshipId } = await readAnswer(
    invite.host,
    claimOpeningResponseSchema,
    postPlain(invite.host, `/invites/claims/${claim.claimId}/opening`, toWireJson(opening)),
  )

  onStep('confirm')
  const isOpen = await waitUntil(
    async () => (await session.chain.read()).view.relationship(relationshipId) !== undefined,
    { deadlineMs: CONFIRM_MS, signal: session.signal },
  )
  if (!isOpen) throw new LinkError('MEDREC_LINK_UNCONFIRMED')
  await session.database.pendingLinks.delete(inviteHash(invite.code))
  return provider
}

/** The registry, not the invite, says who a host is. */
function checkProvider(session: ProfileSession, invite: Invite): NetworkProvider {
  const provider = session.network.providers.find((each) => each.host === invite.host)
  if (provider === undefined) throw new LinkError('MEDREC_LINK_PROVIDER_UNKNOWN')
  if (providerFingerprint(provider) !== invite.fingerprint) {
    throw new LinkError('MEDREC_LINK_FINGERPRINT')
  }
  return provider
}

/** The same invite always meets the same key, since the provider binds the two at the first try. */
async function reserveKey(session: ProfileSession, hash: Hex): Promise<number> {
  const { pendingLinks } = session.database
  const known = await pendingLinks.get(hash)
  if (known !== undefined) return known.index
  const { nextIndex } = await findRelationships(session)
  const taken = (await pendingLinks.toArray()).map((link) => link.index + 1)
  const index = Math.max(nextIndex, ...taken)
  await pendingLinks.put({ inviteHash: hash, index })
  return index
}

async function checkStatement(
  session: ProfileSession,
  parts: {
    readonly claim: ClaimResponse
    readonly provider: NetworkProvider
    readonly invite: Invite
  },
): Promise<void> {
  const { claim, provider, invite } = parts
  const { chainId, registry, relationships: contract } = session.network
  const { signature, ...statement } = claim.statement
  const signer = await recoverTypedDataAddress({
    ...typedProviderStatement(networkDomain({ chainId, registry }), statement),
    signature,
  })
  const { view } = await session.chain.read()
  const { agent, delegate, relationshipId } = claim
  const isSound =
    view.allows(provider.agent, signer, 'manage') &&
    statement.fingerprint === invite.fingerprint &&
    statement.inviteHash === inviteHash(invite.code) &&
    statement.relationshipId === relationshipId &&
    statement.delegate === delegate &&
    relationshipIdOf({ chainId, contract, agent, firstDelegate: delegate }) === relationshipId
  if (!isSound) throw new LinkError('MEDREC_LINK_STATEMENT')
}

async function signOpening(
  session: ProfileSession,
  parts: {
    readonly index: number
    readonly claim: ClaimResponse
    readonly provider: NetworkProvider
    readonly code: string
  },
) {
  const { index, claim, provider, code } = parts
  const { chainId, registry, relationships: contract } = session.network
  const signer = { role: 'relationship', index } as const
  const now = unixSecondsOf(new Date())
  const context = { chainId, contract, agent: claim.agent }
  const pointer = { provider: provider.agent }
  const message = {
    owner: await session.keys.addressOf(signer),
    agent: claim.agent,
    delegate: claim.delegate,
    sealedPointer: await session.keys.sealPointer({ index, context, pointer }),
    grants: [],
    kindsVersion: KINDS_VERSION,
    kindsHash: KINDS_HASH,
    deadline: now + DEADLINE_SECONDS,
  }
  const statement = {
    relationshipId: claim.relationshipId,
    inviteHash: inviteHash(code),
    issuedAt: now,
  }
  return {
    message,
    patientSignature: await session.keys.sign({
      signer,
      signable: { type: 'Open', domain: { chainId, contract }, message },
    }),
    patientStatement: {
      ...statement,
      signature: await session.keys.sign({
        signer,
        signable: {
          type: 'PatientStatement',
          domain: { chainId, registry },
          message: statement,
        },
      }),
    },
  }
}

const SENTENCES = {
  MEDREC_LINK_PROVIDER_UNKNOWN:
    'The provider of this invite is not in this network. Check that you pasted the whole link. If it is right, load this page again: the provider may have joined just now.',
  MEDREC_LINK_FINGERPRINT:
    'This invite does not match the provider it names. Do not use it, and ask the provider for a new one.',
  MEDREC_LINK_STATEMENT:
    'The provider could not prove who it is, so nothing was signed. Ask the provider for a new invite.',
  MEDREC_LINK_UNCONFIRMED:
    'The link is not confirmed yet. Wait a minute, then use the same invite once more: nothing is done twice.',
} as const

export class LinkError extends MedRecError {
  override name = 'LinkError'

  constructor(code: keyof typeof SENTENCES) {
    super(code, SENTENCES[code], { details: {}, retryable: code === 'MEDREC_LINK_UNCONFIRMED' })
  }
}
