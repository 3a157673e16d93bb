import type { KeyObject } from 'node:crypto'
import { randomBytes } from 'node:crypto'
import {
  type ClaimRequest,
  type ClaimResponse,
  inviteCodeOf,
  inviteHash,
  MedRecError,
  networkDomain,
  providerStatementSchema,
  relationshipIdOf,
  typedProviderStatement,
  type UnixSeconds,
} from '@medrec/protocol'
import type { Transaction } from 'kysely'
import { type Address, type Hex, isAddressEqual, type LocalAccount } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { Store } from '../store/store.ts'
import type { ClaimRow, Tables } from '../store/tables.ts'
import { sealDelegateKey } from './delegate-keys.ts'

/** So many wrong second facts lock an invite. */
export const WRONG_FACTS_ALLOWED = 5

export type InvitesDeps = {
  readonly store: Store
  readonly network: {
    readonly chainId: number
    readonly registry: Address
    readonly relationships: Address
  }
  /** Key of the provider's Agent. */
  readonly owner: LocalAccount
  /** Of the provider's keys as they stand in the AgentRegistry. */
  readonly fingerprint: Hex
  readonly delegateSealKey: KeyObject
  readonly inviteSeconds: number
  /** The Agent that a key is or would be first owner of. */
  readonly agentOf: (owner: Address) => Promise<Address>
  readonly isOpened: (relationshipId: Hex) => boolean
  readonly birthDateOf: (patientKey: string) => Promise<string | undefined>
}

/** What staff say when they make an invite. */
export type NewInvite = {
  readonly patientKey: string
  readonly checkedBy: string
  /** The kind of document that was checked, never its number. */
  readonly document: string
}

/** Makes a single-use invite. @returns its code, of which only the hash is kept */
export async function createInvite(
  invite: NewInvite,
  deps: Pick<InvitesDeps, 'store' | 'inviteSeconds'>,
  now: UnixSeconds,
): Promise<string> {
  const code = inviteCodeOf(randomBytes(10))
  await deps.store.write
    .insertInto('invites')
    .values({
      code_hash: inviteHash(code),
      patient_key: invite.patientKey,
      checked_by: invite.checkedBy,
      document: invite.document,
      created_at: now,
      expires_at: now + deps.inviteSeconds,
      wrong_facts: 0,
    })
    .execute()
  return code
}

/**
 * Claims an invite for one key, with the second fact. The same key may repeat it until the
 * relationship is open and gets the same answer; the wrong fact counts against the invite.
 *
 * @throws {InviteRefusedError} MEDREC_INVITE_UNKNOWN, MEDREC_INVITE_LOCKED, MEDREC_INVITE_USED or
 *   MEDREC_INVITE_EXPIRED
 * @throws {WrongFactError} MEDREC_INVITE_WRONG_FACT
 */
export async function claimInvite(
  request: ClaimRequest,
  deps: InvitesDeps,
  now: UnixSeconds,
): Promise<ClaimResponse> {
  const codeHash = inviteHash(request.code.toUpperCase())
  const patientKey = await patientKeyOf(codeHash, deps.store)
  const birthDate = await deps.birthDateOf(patientKey)
  const isRight = birthDate !== undefined && birthDate === request.secondFact.birthDate
  // Everything slow comes before the transaction, which holds the one writing connection.
  const fresh = await prepareClaim(codeHash, request.owner, { ...deps, now })
  const outcome = await deps.store.write.transaction().execute(async (transaction) => {
    const state = await inviteState(codeHash, transaction)
    if (state.wrongFacts >= WRONG_FACTS_ALLOWED) return refused('MEDREC_INVITE_LOCKED')
    const { claim } = state
    if (claim !== undefined && !isAddressEqual(claim.owner as Address, request.owner)) {
      return refused('MEDREC_INVITE_USED')
    }
    if (claim !== undefined && deps.isOpened(claim.relationship_id as Hex)) {
      return refused('MEDREC_INVITE_USED')
    }
    if (claim === undefined && state.expiresAt <= now) return refused('MEDREC_INVITE_EXPIRED')
    if (!isRight) return await countWrongFact(codeHash, transaction)
    if (claim !== undefined) return claim
    await transaction.insertInto('delegate_keys').values(fresh.delegateKey).execute()
    await transaction.insertInto('claims').values(fresh.claim).execute()
    return fresh.claim
  })
  // Thrown only here, since a throw inside would undo the count of wrong facts.
  if (outcome instanceof MedRecError) throw outcome
  return responseOf(outcome)
}

async function patientKeyOf(codeHash: Hex, store: Store): Promise<string> {
  const row = await store.read
    .selectFrom('invites')
    .select('patient_key')
    .where('code_hash', '=', codeHash)
    .executeTakeFirst()
  if (row === undefined) throw refused('MEDREC_INVITE_UNKNOWN')
  return row.patient_key
}

async function inviteState(codeHash: Hex, transaction: Transaction<Tables>) {
  const invite = await transaction
    .selectFrom('invites')
    .selectAll()
    .where('code_hash', '=', codeHash)
    .executeTakeFirstOrThrow()
  const claim = await transaction
    .selectFrom('claims')
    .selectAll()
    .where('code_hash', '=', codeHash)
    .executeTakeFirst()
  return { wrongFacts: invite.wrong_facts, expiresAt: invite.expires_at, claim }
}

async function countWrongFact(codeHash: Hex, transaction: Transaction<Tables>) {
  const { wrong_facts } = await transaction
    .updateTable('invites')
    .set((expression) => ({ wrong_facts: expression('wrong_facts', '+', 1) }))
    .where('code_hash', '=', codeHash)
    .returning('wrong_facts')
    .executeTakeFirstOrThrow()
  return new WrongFactError(WRONG_FACTS_ALLOWED - wrong_facts)
}

async function prepareClaim(
  codeHash: Hex,
  owner: Address,
  deps: InvitesDeps & { readonly now: UnixSeconds },
) {
  const { chainId, relationships: contract } = deps.network
  const privateKey = generatePrivateKey()
  const delegate = privateKeyToAccount(privateKey).address
  const agent = await deps.agentOf(owner)
  const relationshipId = relationshipIdOf({ chainId, contract, agent, firstDelegate: delegate })
  const { fingerprint, now } = deps
  const statement = { relationshipId, delegate, fingerprint, inviteHash: codeHash, issuedAt: now }
  const signature = await deps.owner.signTypedData(
    typedProviderStatement(networkDomain(deps.network), statement),
  )
  const claim: ClaimRow = {
    id: randomBytes(16).toString('base64url'),
    code_hash: codeHash,
    owner,
    relationship_id: relationshipId,
    agent,
    statement: JSON.stringify({ ...statement, signature }),
    claimed_at: now,
    opening: null,
    transaction_hash: null,
  }
  const delegateKey = {
    relationship_id: relationshipId,
    address: delegate,
    sealed: sealDelegateKey(privateKey, relationshipId, deps.delegateSealKey),
    created_at: now,
  }
  return { claim, delegateKey }
}

function responseOf(claim: ClaimRow): ClaimResponse {
  const statement = providerStatementSchema.parse(JSON.parse(claim.statement))
  const { relationshipId, delegate } = statement
  return {
    claimId: claim.id,
    relationshipId,
    agent: claim.agent as Address,
    delegate,
    statement,
  }
}

const SENTENCES = {
  MEDREC_INVITE_UNKNOWN: 'No such invite was made here. Check the link, or ask for a new one.',
  MEDREC_INVITE_EXPIRED: 'This invite is over. Ask the provider for a new one.',
  MEDREC_INVITE_USED: 'This invite was used already. Ask the provider for a new one.',
  MEDREC_INVITE_LOCKED:
    'This invite is locked after wrong answers. Ask the provider for a new one.',
} as const

function refused(code: keyof typeof SENTENCES): InviteRefusedError {
  return new InviteRefusedError(code)
}

export class InviteRefusedError extends MedRecError<
  keyof typeof SENTENCES,
  Readonly<Record<string, never>>
> {
  override readonly name = 'InviteRefusedError'

  constructor(code: keyof typeof SENTENCES) {
    super(code, SENTENCES[code], { details: {} })
  }
}

export class WrongFactError extends MedRecError<
  'MEDREC_INVITE_WRONG_FACT',
  { readonly triesLeft: number }
> {
  override readonly name = 'WrongFactError'

  constructor(triesLeft: number) {
    super(
      'MEDREC_INVITE_WRONG_FACT',
      `The birth date is not the one the provider has. Tries left: ${triesLeft}.`,
      { details: { triesLeft } },
    )
  }
}
