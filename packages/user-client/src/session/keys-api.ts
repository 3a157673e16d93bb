import {
  agentDomain,
  buildSignInMessage,
  type DisableOwnerMessage,
  type EnableOwnerMessage,
  type EndMessage,
  entropyOf,
  type GrantNote,
  type Keyring,
  keyringOf,
  MedRecError,
  networkDomain,
  newWords,
  type OpenMessage,
  openNote,
  openPointer,
  openViewerBook,
  type PatientStatement,
  type Pointer,
  type PointerContext,
  parseWords,
  relationshipsDomain,
  type SetGrantsMessage,
  type SignIn,
  saltOf,
  sealNote,
  sealPointer,
  sealViewerBook,
  typedDisableOwner,
  typedEnableOwner,
  typedEnd,
  typedOpen,
  typedPatientStatement,
  typedSetGrants,
  type ViewerBook,
  type ViewerBookContext,
  wordsOf,
} from '@medrec/protocol'
import { type Address, bytesToHex, type Hex, hexToBytes } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { openVault, sealVault, type Vault } from './vault.ts'

/** Which of the person's keys acts. */
export type Signer =
  | { readonly role: 'relationship'; readonly index: number }
  | { readonly role: 'staff' }

/** Everything a person may sign. The worker builds the text itself: it signs no bytes of others. */
export type Signable =
  | SignableOf<'Open', { chainId: number; contract: Address }, OpenMessage>
  | SignableOf<'SetGrants', { chainId: number; contract: Address }, SetGrantsMessage>
  | SignableOf<'End', { chainId: number; contract: Address }, EndMessage>
  | SignableOf<'EnableOwner', { chainId: number; agent: Address }, EnableOwnerMessage>
  | SignableOf<'DisableOwner', { chainId: number; agent: Address }, DisableOwnerMessage>
  | SignableOf<'PatientStatement', { chainId: number; registry: Address }, PatientStatement>

type SignableOf<Type extends string, Domain, Message> = {
  readonly type: Type
  readonly domain: Readonly<Domain>
  readonly message: Message
}

/** What the room with the keys can do; every call may be far away, so every answer is a promise. */
export type KeysApi = {
  newWords(): Promise<string>
  /** Reads words as a person types them, and says what is wrong with them. */
  checkWords(text: string): Promise<string>
  /** Makes the vault of these words and leaves it open. */
  createVault(input: { readonly words: string; readonly passphrase: string }): Promise<Vault>
  unlock(input: { readonly vault: Vault; readonly passphrase: string }): Promise<void>
  addressOf(signer: Signer): Promise<Address>
  /** Addresses of the relationship keys `from` to `from + count - 1`. */
  relationshipAddresses(range: {
    readonly from: number
    readonly count: number
  }): Promise<Address[]>
  /** Raw X25519 key, 32 bytes. */
  staffHpkeKey(): Promise<Hex>
  signIn(input: {
    readonly signer: Signer
    readonly signIn: Omit<SignIn, 'address'>
  }): Promise<{ readonly message: string; readonly signature: Hex }>
  sign(input: { readonly signer: Signer; readonly signable: Signable }): Promise<Hex>
  salt(input: { readonly index: number; readonly counter: number }): Promise<Hex>
  sealPointer(input: Relationship<PointerContext> & { readonly pointer: Pointer }): Promise<Hex>
  openPointer(input: Relationship<PointerContext> & { readonly sealed: Hex }): Promise<Pointer>
  sealViewerBook(
    input: Relationship<ViewerBookContext> & { readonly book: ViewerBook },
  ): Promise<string>
  openViewerBook(
    input: Relationship<ViewerBookContext> & { readonly sealed: string },
  ): Promise<ViewerBook>
  /** Seals a note to a viewer's key (raw X25519). */
  sealNote(input: { readonly hpkeKey: Hex; readonly note: GrantNote }): Promise<string>
  /** Opens a note to this person as staff. */
  openNote(input: { readonly sealed: string }): Promise<GrantNote>
}

type Relationship<Context> = { readonly index: number; readonly context: Context }

/** Makes the room with the keys, still locked. It runs in a worker; its tests run it in place. */
export function createKeysApi(options: { readonly scryptLogN?: number } = {}): KeysApi {
  let unlocked: Keyring | undefined

  const keyring = (): Keyring => {
    if (unlocked === undefined) throw new KeysLockedError()
    return unlocked
  }
  const accountOf = (signer: Signer): PrivateKeyAccount => {
    switch (signer.role) {
      case 'relationship':
        return keyring().relationship(signer.index)
      case 'staff':
        return keyring().staff()
    }
  }

  return {
    newWords: async () => newWords(),
    checkWords: async (text) => parseWords(text),
    createVault: async ({ words, passphrase }) => {
      const normalised = parseWords(words)
      const vault = await sealVault(entropyOf(normalised), passphrase, options.scryptLogN)
      unlocked = await keyringOf(normalised)
      return vault
    },
    unlock: async ({ vault, passphrase }) => {
      unlocked = await keyringOf(wordsOf(await openVault(vault, passphrase)))
    },
    addressOf: async (signer) => accountOf(signer).address,
    relationshipAddresses: async ({ from, count }) =>
      Array.from({ length: count }, (_, offset) => keyring().relationship(from + offset).address),
    staffHpkeKey: async () => bytesToHex((await keyring().staffHpke()).publicKey),
    signIn: async ({ signer, signIn }) => {
      const account = accountOf(signer)
      const message = buildSignInMessage({ ...signIn, address: account.address })
      return { message, signature: await account.signMessage({ message }) }
    },
    sign: async ({ signer, signable }) => signWith(accountOf(signer), signable),
    salt: async ({ index, counter }) => saltOf(keyring().relationshipSecret(index), counter),
    sealPointer: async ({ index, context, pointer }) =>
      sealPointer(keyring().relationshipSecret(index), context, pointer),
    openPointer: async ({ index, context, sealed }) =>
      openPointer(keyring().relationshipSecret(index), context, sealed),
    sealViewerBook: async ({ index, context, book }) =>
      sealViewerBook(keyring().relationshipSecret(index), context, book),
    openViewerBook: async ({ index, context, sealed }) =>
      openViewerBook(keyring().relationshipSecret(index), context, sealed),
    sealNote: async ({ hpkeKey, note }) => sealNote(hexToBytes(hpkeKey), note),
    openNote: async ({ sealed }) => openNote((await keyring().staffHpke()).privateKey, sealed),
  }
}

function signWith(account: PrivateKeyAccount, signable: Signable): Promise<Hex> {
  switch (signable.type) {
    case 'Open':
      return account.signTypedData(
        typedOpen(relationshipsDomain(signable.domain), signable.message),
      )
    case 'SetGrants':
      return account.signTypedData(
        typedSetGrants(relationshipsDomain(signable.domain), signable.message),
      )
    case 'End':
      return account.signTypedData(typedEnd(relationshipsDomain(signable.domain), signable.message))
    case 'EnableOwner':
      return account.signTypedData(typedEnableOwner(agentDomain(signable.domain), signable.message))
    case 'DisableOwner':
      return account.signTypedData(
        typedDisableOwner(agentDomain(signable.domain), signable.message),
      )
    case 'PatientStatement':
      return account.signTypedData(
        typedPatientStatement(networkDomain(signable.domain), signable.message),
      )
  }
}

export class KeysLockedError extends MedRecError {
  override name = 'KeysLockedError'

  constructor() {
    super('MEDREC_KEYS_LOCKED', 'This profile is locked. Unlock it with its passphrase.', {
      details: {},
      retryable: true,
    })
  }
}
