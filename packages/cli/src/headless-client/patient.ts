import {
  type ClaimResponse,
  claimOpeningResponseSchema,
  claimResponseSchema,
  commitmentOf,
  type GrantMessage,
  type GrantTerms,
  inviteHash,
  type Keyring,
  KINDS_HASH,
  KINDS_VERSION,
  keyringOf,
  type NetworkDescription,
  networkDomain,
  originOf,
  parseInvite,
  providerFingerprint,
  relationshipsDomain,
  relayResponseSchema,
  saltOf,
  sealPointer,
  toWireJson,
  typedOpen,
  typedPatientStatement,
  typedSetGrants,
  unixSecondsOf,
} from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import { CallRefusedError } from './call-refused-error.ts'
import { type ProviderSession, signIn } from './provider-session.ts'

/** A relationship this patient has opened. */
export type PatientRelationship = {
  readonly index: number
  readonly relationshipId: Hex
  readonly agent: Address
  readonly host: string
  /** Agent of the provider. */
  readonly provider: Address
}

/** A viewer in one relationship: what its grant is kept under, and the salt that opens it. */
export type ViewerCommitment = { readonly commitment: Hex; readonly salt: Hex }

/** Ten minutes: a message that is not on the chain by then was lost. */
const DEADLINE_SECONDS = 600

/** A patient without a browser: what the page does, for tests, benchmarks and examples. */
export class Patient {
  readonly network: NetworkDescription
  readonly #keyring: Keyring
  #nextIndex = 0

  private constructor(network: NetworkDescription, keyring: Keyring) {
    this.network = network
    this.#keyring = keyring
  }

  /** A patient by twelve words, as parseWords returns them. */
  static async of(words: string, network: NetworkDescription): Promise<Patient> {
    return new Patient(network, await keyringOf(words))
  }

  /**
   * Redeems an invite: claims it with the birth date, checks the provider's statement against the
   * registry, signs the opening and the statement, and hands both in.
   *
   * @throws {CallRefusedError} MEDREC_CALL_REFUSED with the Database Manager's own answer
   */
  async link(link: string, birthDate: string): Promise<PatientRelationship> {
    const invite = parseInvite(link)
    const provider = this.#providerOf(invite.host, invite.fingerprint)
    const index = this.#nextIndex
    const account = this.#keyring.relationship(index)
    const origin = originOf(invite.host)
    const claim = claimResponseSchema.parse(
      await post(`${origin}/invites/claims`, {
        code: invite.code,
        secondFact: { birthDate },
        owner: account.address,
      }),
    )
    const opening = await this.#opening(index, claim, provider)
    const path = `/invites/claims/${claim.claimId}/opening`
    const statement = await this.#statement(index, claim.relationshipId, invite.code)
    const { relationshipId } = claimOpeningResponseSchema.parse(
      await post(`${origin}${path}`, { ...opening, patientStatement: statement }),
    )
    this.#nextIndex += 1
    return { index, relationshipId, agent: claim.agent, host: invite.host, provider }
  }

  /** Signs in at a relationship's provider as the patient. */
  async signIn(relationship: PatientRelationship): Promise<ProviderSession> {
    return signIn({
      host: relationship.host,
      chainId: this.network.chainId,
      account: this.#keyring.relationship(relationship.index),
      agent: relationship.agent,
      purpose: 'PATRQT',
    })
  }

  /** The commitment under which a viewer's grant number `counter` stands in a relationship. */
  commitmentOf(
    relationship: PatientRelationship,
    viewer: Address,
    counter: number,
  ): ViewerCommitment {
    const salt = saltOf(this.#keyring.relationshipSecret(relationship.index), counter)
    const { relationshipId } = relationship
    const { chainId, relationships: contract } = this.network
    return { salt, commitment: commitmentOf({ chainId, contract, relationshipId, viewer, salt }) }
  }

  /** Signs a change of one grant, ready to be relayed. */
  async signGrant(relationship: PatientRelationship, commitment: Hex, terms: GrantTerms) {
    const grant: GrantMessage = { commitment, ...terms }
    const message = {
      relationshipId: relationship.relationshipId,
      grants: [grant],
      kindsVersion: KINDS_VERSION,
      kindsHash: KINDS_HASH,
      deadline: unixSecondsOf(new Date()) + DEADLINE_SECONDS,
    }
    const { chainId, relationships: contract } = this.network
    const signature = await this.#keyring
      .relationship(relationship.index)
      .signTypedData(typedSetGrants(relationshipsDomain({ chainId, contract }), message))
    return { type: 'SetGrants' as const, message, signature }
  }

  /**
   * Sets, narrows or revokes a grant through a provider; by default the one concerned. Whether it
   * came to the chain, {@link deliverGrant} finds out.
   *
   * @returns hash of the transaction; undefined if it waits for the provider's next tick
   */
  async setGrant(
    relationship: PatientRelationship,
    commitment: Hex,
    terms: GrantTerms,
  ): Promise<Hex | undefined> {
    const request = await this.signGrant(relationship, commitment, terms)
    const answer = relayResponseSchema.parse(
      await post(`${originOf(relationship.host)}/relay`, request),
    )
    return 'transaction' in answer ? answer.transaction : undefined
  }

  async #opening(index: number, claim: ClaimResponse, provider: Address) {
    const { chainId, relationships: contract } = this.network
    const account = this.#keyring.relationship(index)
    const pointerContext = { chainId, contract, agent: claim.agent }
    const message = {
      owner: account.address,
      agent: claim.agent,
      delegate: claim.delegate,
      sealedPointer: await sealPointer(this.#keyring.relationshipSecret(index), pointerContext, {
        provider,
      }),
      grants: [],
      kindsVersion: KINDS_VERSION,
      kindsHash: KINDS_HASH,
      deadline: unixSecondsOf(new Date()) + DEADLINE_SECONDS,
    }
    const domain = relationshipsDomain({ chainId, contract })
    return { message, patientSignature: await account.signTypedData(typedOpen(domain, message)) }
  }

  async #statement(index: number, relationshipId: Hex, code: string) {
    const statement = {
      relationshipId,
      inviteHash: inviteHash(code),
      issuedAt: unixSecondsOf(new Date()),
    }
    const signature = await this.#keyring
      .relationship(index)
      .signTypedData(typedPatientStatement(networkDomain(this.network), statement))
    return { ...statement, signature }
  }

  #providerOf(host: string, fingerprint: Hex): Address {
    const provider = this.network.providers.find((candidate) => candidate.host === host)
    if (provider === undefined || providerFingerprint(provider) !== fingerprint) {
      throw new TypeError(`The registry has no provider at ${host} with the invite's fingerprint.`)
    }
    return provider.agent
  }
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: toWireJson(body),
  })
  if (!response.ok) throw new CallRefusedError(url, response.status, await response.text())
  return response.json()
}
