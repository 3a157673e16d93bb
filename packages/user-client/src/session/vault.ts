import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { VaultBrokenError, VaultPassphraseError } from './vault-error.ts'

/** Log2 of the scrypt cost: about a second and 256 MiB on a laptop of today. */
const SCRYPT_LOG_N = 18

/** What lies on disk: two age files, of no use without the passphrase. */
export type Vault = {
  /** The 16 bytes behind the words, to a random identity; always 216 bytes, as age does not pad. */
  readonly entropyFile: Uint8Array
  /** That identity, by passphrase. A passkey can become a second such file. */
  readonly identityFile: Uint8Array
}

/** Locks the entropy behind the words away. */
export async function sealVault(
  entropy: Uint8Array,
  passphrase: string,
  scryptLogN = SCRYPT_LOG_N,
): Promise<Vault> {
  const identity = await generateX25519Identity()
  const toIdentity = new Encrypter()
  toIdentity.addRecipient(await identityToRecipient(identity))
  const byPassphrase = new Encrypter()
  byPassphrase.setPassphrase(passphrase)
  byPassphrase.setScryptWorkFactor(scryptLogN)
  return {
    entropyFile: await toIdentity.encrypt(entropy),
    identityFile: await byPassphrase.encrypt(identity),
  }
}

/**
 * Opens a vault.
 * @throws {VaultPassphraseError} MEDREC_VAULT_PASSPHRASE if the passphrase is another one.
 * @throws {VaultBrokenError} MEDREC_VAULT_BROKEN if the files were damaged or changed.
 */
export async function openVault(vault: Vault, passphrase: string): Promise<Uint8Array> {
  const byPassphrase = new Decrypter()
  byPassphrase.addPassphrase(passphrase)
  const identity = await byPassphrase.decrypt(vault.identityFile, 'text').catch((cause) => {
    // The library says only this of a wrong passphrase; anything else is a damaged file.
    const isPassphrase = cause instanceof Error && cause.message.includes('no identity matched')
    throw isPassphrase ? new VaultPassphraseError() : new VaultBrokenError(cause)
  })
  try {
    const toIdentity = new Decrypter()
    toIdentity.addIdentity(identity)
    return await toIdentity.decrypt(vault.entropyFile)
  } catch (cause) {
    throw new VaultBrokenError(cause)
  }
}
