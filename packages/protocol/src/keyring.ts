import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { HDKey } from '@scure/bip32'
import { mnemonicToSeedWebcrypto } from '@scure/bip39'
import { bytesToHex, type Hex, stringToBytes } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type HpkeKeyPair, hpkeKeyPairOf } from './sealed-note.ts'

/** The secret a patient shares with nobody, one per relationship: salts and sealing keys come from it. */
export type RelationshipSecret = { readonly bytes: Uint8Array }

/** Every key that comes from twelve words. */
export type Keyring = {
  /** The key that acts for the Agent of the patient's relationship `index`. */
  relationship(index: number, rotation?: number): PrivateKeyAccount
  /** The secret of relationship `index`; it stays when the key rotates. */
  relationshipSecret(index: number): RelationshipSecret
  /** The key of a member of staff's own Agent. */
  staff(): PrivateKeyAccount
  /** The key to which notes for a member of staff are sealed. Its private half is extractable. */
  staffHpke(): Promise<HpkeKeyPair>
}

/** 633732 spells MEDREC on a telephone's keys. Every step is hardened. */
const PURPOSE = "m/633732'"

const ROLE = { relationship: 0, relationshipSecret: 1, staff: 2, staffHpke: 3 } as const

/**
 * Derives every key from twelve words, as parseWords returns them. One fixed path, every step
 * hardened: `m/633732'/role'/index'/rotation'`.
 *
 * @see https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki
 */
export async function keyringOf(words: string): Promise<Keyring> {
  const root = HDKey.fromMasterSeed(await mnemonicToSeedWebcrypto(words)).derive(PURPOSE)

  const privateKey = (role: number, index: number, rotation: number): Uint8Array => {
    const key = root.derive(`m/${role}'/${index}'/${rotation}'`).privateKey
    if (key === null) throw new TypeError('A key derived from a seed has a private half.')
    return key
  }
  const account = (role: number, index: number, rotation: number): PrivateKeyAccount =>
    privateKeyToAccount(bytesToHex(privateKey(role, index, rotation)))

  return {
    relationship: (index, rotation = 0) => account(ROLE.relationship, index, rotation),
    relationshipSecret: (index) => ({ bytes: privateKey(ROLE.relationshipSecret, index, 0) }),
    staff: () => account(ROLE.staff, 0, 0),
    staffHpke: () => hpkeKeyPairOf(privateKey(ROLE.staffHpke, 0, 0)),
  }
}

/**
 * The salt of a relationship's commitment number `counter`: 32 bytes by HKDF-SHA256.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5869
 */
export function saltOf(secret: RelationshipSecret, counter: number): Hex {
  return bytesToHex(expand(secret, `medrec:salt:v1:${counter}`))
}

/** A 32-byte key of a relationship's secret for one named use. */
export function sealingKeyOf(
  secret: RelationshipSecret,
  use: 'pointer' | 'viewer-book',
): Uint8Array {
  return expand(secret, `medrec:${use}:v1`)
}

function expand(secret: RelationshipSecret, info: string): Uint8Array {
  return hkdf(sha256, secret.bytes, undefined, stringToBytes(info), 32)
}
