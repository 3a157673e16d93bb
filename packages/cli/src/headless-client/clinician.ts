import {
  type DirectoryEntry,
  directoryResponseSchema,
  type Keyring,
  keyringOf,
  type NetworkDescription,
  type OpenGrantResponse,
  openGrantResponseSchema,
  originOf,
  type Purpose,
} from '@medrec/protocol'
import type { Hex } from 'viem'
import { type ProviderSession, signIn } from './provider-session.ts'

/** A clinician without a browser: what the page does, for tests, benchmarks and examples. */
export class Clinician {
  readonly entry: DirectoryEntry
  readonly #network: NetworkDescription
  readonly #keyring: Keyring

  private constructor(network: NetworkDescription, keyring: Keyring, entry: DirectoryEntry) {
    this.#network = network
    this.#keyring = keyring
    this.entry = entry
  }

  /**
   * A clinician by twelve words, vouched for by the provider at `host`.
   *
   * @throws {TypeError} if that provider's directory does not list them
   */
  static async of(words: string, network: NetworkDescription, host: string): Promise<Clinician> {
    const keyring = await keyringOf(words)
    const { publicKey } = await keyring.staffHpke()
    const hpkeKey = Buffer.from(publicKey).toString('base64url')
    const directory = directoryResponseSchema.parse(
      await (await fetch(`${originOf(host)}/directory`)).json(),
    )
    const entry = directory.entries.find((candidate) => candidate.hpkeKey === hpkeKey)
    if (entry === undefined) throw new TypeError(`The directory of ${host} lists somebody else.`)
    return new Clinician(network, keyring, entry)
  }

  /** Signs in at any provider, with the own provider's word. */
  async signIn(host: string, purpose: Purpose = 'TREAT'): Promise<ProviderSession> {
    return signIn({
      host,
      chainId: this.#network.chainId,
      account: this.#keyring.staff(),
      agent: this.entry.agent,
      purpose,
      vouching: this.entry,
    })
  }

  /** Opens a grant by its relationship and salt; the answer names the patient's id there. */
  async openGrant(
    session: ProviderSession,
    grant: { readonly relationshipId: Hex; readonly salt: Hex },
  ): Promise<OpenGrantResponse> {
    const response = await session.fetch('/grants/open', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(grant),
    })
    return openGrantResponseSchema.parse(await response.json())
  }
}
