import type { KeyObject } from 'node:crypto'
import {
  type ClaimOpeningRequest,
  isSameAddress,
  MedRecError,
  networkDomain,
  relationshipsDomain,
  type SignedOpening,
  toWireJson,
  typedOpen,
  typedPatientStatement,
  type UnixSeconds,
} from '@medrec/protocol'
import { type Address, type Hex, recoverTypedDataAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Store } from '../store/store.ts'
import type { ClaimRow } from '../store/tables.ts'
import { openDelegateKey } from './delegate-keys.ts'

export type OpeningsDeps = {
  readonly store: Store
  readonly network: {
    readonly chainId: number
    readonly registry: Address
    readonly relationships: Address
  }
  readonly delegateSealKey: KeyObject
  readonly isOpened: (relationshipId: Hex) => boolean
  /** Brings an opening to the chain, through another member if there is one. */
  readonly relay: (opening: SignedOpening) => Promise<Hex>
  /** Waits a moment for the permission view, so that whoever linked can sign in at once. */
  readonly untilOpened: (relationshipId: Hex) => Promise<void>
  /** The transaction that opened a relationship which the permission view knows. */
  readonly openingTransactionOf: (relationshipId: Hex) => Promise<Hex>
}

export type AcceptedOpening = { readonly relationshipId: Hex; readonly transaction: Hex }

/** Openings of claimed invites. */
export class Openings {
  readonly #deps: OpeningsDeps
  readonly #running = new Map<string, Promise<AcceptedOpening>>()

  constructor(deps: OpeningsDeps) {
    this.#deps = deps
  }

  /**
   * Takes the patient's signatures for a claimed invite, adds the delegate's, keeps both statements
   * and relays the opening. Repeating it is harmless and answers the same; two at once are one.
   *
   * @throws {OpeningRefusedError} MEDREC_OPENING_REFUSED if it is not what was claimed and signed
   */
  accept(
    claimId: string,
    request: ClaimOpeningRequest,
    now: UnixSeconds,
  ): Promise<AcceptedOpening> {
    const running = this.#running.get(claimId)
    if (running !== undefined) return running
    const accepting = this.#accept(claimId, request, now)
    this.#running.set(claimId, accepting)
    return accepting.finally(() => this.#running.delete(claimId))
  }

  async #accept(
    claimId: string,
    request: ClaimOpeningRequest,
    now: UnixSeconds,
  ): Promise<AcceptedOpening> {
    const { isOpened, openingTransactionOf, relay, store, untilOpened } = this.#deps
    const claim = await store.read
      .selectFrom('claims')
      .selectAll()
      .where('id', '=', claimId)
      .executeTakeFirst()
    if (claim === undefined) throw new OpeningRefusedError('claim')
    const relationshipId = claim.relationship_id as Hex
    await checkSignatures(claim, request, this.#deps)
    if (isOpened(relationshipId)) {
      const known = claim.transaction_hash as Hex | null
      return { relationshipId, transaction: known ?? (await openingTransactionOf(relationshipId)) }
    }
    const opening = await this.#cosign(claim, request, now)
    await this.#keep(claim, { statement: request.patientStatement, opening, now })
    const transaction = await relay(opening)
    await store.write
      .updateTable('claims')
      .set({ transaction_hash: transaction })
      .where('id', '=', claimId)
      .execute()
    await untilOpened(relationshipId)
    return { relationshipId, transaction }
  }

  async #cosign(
    claim: ClaimRow,
    { message, patientSignature }: ClaimOpeningRequest,
    now: UnixSeconds,
  ): Promise<SignedOpening> {
    if (message.deadline <= now || message.deadline > now + LONGEST_DEADLINE_SECONDS) {
      throw new OpeningRefusedError('deadline')
    }
    const { delegateSealKey, network, store } = this.#deps
    const row = await store.read
      .selectFrom('delegate_keys')
      .select(['sealed', 'address'])
      .where('relationship_id', '=', claim.relationship_id)
      .executeTakeFirstOrThrow()
    if (!isSameAddress(message.delegate, row.address as Address)) {
      throw new OpeningRefusedError('delegate')
    }
    const key = openDelegateKey(row.sealed, claim.relationship_id as Hex, delegateSealKey)
    const typed = typedOpen(domainOf(network), message)
    const delegateSignature = await privateKeyToAccount(key).signTypedData(typed)
    return { message, patientSignature, delegateSignature }
  }

  async #keep(claim: ClaimRow, signed: SignedClaim): Promise<void> {
    await this.#deps.store.write.transaction().execute(async (transaction) => {
      const { patient_key } = await transaction
        .selectFrom('invites')
        .select('patient_key')
        .where('code_hash', '=', claim.code_hash)
        .executeTakeFirstOrThrow()
      await transaction
        .insertInto('links')
        .values({
          relationship_id: claim.relationship_id,
          patient_key,
          agent: claim.agent.toLowerCase(),
          provider_statement: claim.statement,
          patient_statement: JSON.stringify(signed.statement),
          linked_at: signed.now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await transaction
        .updateTable('claims')
        .set({ opening: toWireJson(signed.opening) })
        .where('id', '=', claim.id)
        .execute()
    })
  }
}

type SignedClaim = {
  readonly statement: ClaimOpeningRequest['patientStatement']
  readonly opening: SignedOpening
  readonly now: UnixSeconds
}

const LONGEST_DEADLINE_SECONDS = 3600

async function checkSignatures(
  claim: ClaimRow,
  { message, patientSignature, patientStatement }: ClaimOpeningRequest,
  { network }: OpeningsDeps,
): Promise<void> {
  const owner = claim.owner as Address
  const isClaimed =
    isSameAddress(message.owner, owner) && isSameAddress(message.agent, claim.agent as Address)
  if (!isClaimed) throw new OpeningRefusedError('agent')
  const { signature, ...statement } = patientStatement
  if (statement.relationshipId !== claim.relationship_id) throw new OpeningRefusedError('statement')
  if (statement.inviteHash !== claim.code_hash) throw new OpeningRefusedError('statement')
  const signers = await Promise.all([
    recoverTypedDataAddress({
      ...typedOpen(domainOf(network), message),
      signature: patientSignature,
    }),
    recoverTypedDataAddress({
      ...typedPatientStatement(networkDomain(network), statement),
      signature,
    }),
  ]).catch(() => [])
  if (signers.length !== 2 || !signers.every((signer) => isSameAddress(signer, owner))) {
    throw new OpeningRefusedError('signature')
  }
}

function domainOf(network: OpeningsDeps['network']) {
  return relationshipsDomain({ chainId: network.chainId, contract: network.relationships })
}

export type OpeningFault = 'claim' | 'agent' | 'delegate' | 'deadline' | 'statement' | 'signature'

export class OpeningRefusedError extends MedRecError<
  'MEDREC_OPENING_REFUSED',
  { readonly fault: OpeningFault }
> {
  override readonly name = 'OpeningRefusedError'

  constructor(fault: OpeningFault) {
    super(
      'MEDREC_OPENING_REFUSED',
      'This opening is not what was claimed with the invite, or not signed by the key that claimed it.',
      { details: { fault } },
    )
  }
}
