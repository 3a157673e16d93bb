import {
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromBase64Url, MedRecError, toBase64Url } from '@medrec/protocol'
import { type Address, bytesToHex, type Hex, type PrivateKeyAccount } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'

/** What others may know of a provider's keys; the AgentRegistry lists most of it. */
export type ProviderPublicKeys = {
  /** First owner of the provider's Agent. */
  readonly owner: Address
  /** Sends transactions, and so needs funds. */
  readonly relayer: Address
  /** Raw X25519 public key, 32 bytes. */
  readonly hpkeKey: Hex
  /** Raw Ed25519 public key, 32 bytes. */
  readonly logKey: Hex
}

export type ProviderKeys = {
  readonly public: ProviderPublicKeys
  readonly owner: PrivateKeyAccount
  readonly relayer: PrivateKeyAccount
  /** Ed25519 private key that signs receipts. */
  readonly logKey: KeyObject
  /** HMAC key of access tokens, 32 bytes. */
  readonly tokenKey: KeyObject
  /** HMAC key of sign-in and proof nonces, 32 bytes. */
  readonly nonceKey: KeyObject
  /** Secret of the ids on the wire, 32 bytes. */
  readonly wireIdSecret: Uint8Array
  /** AES-256 key under which delegate keys lie in the store. */
  readonly delegateSealKey: KeyObject
  /** Bearer token of the staff desk. */
  readonly adminToken: string
}

/**
 * Makes a provider's keys in its state folder, readable by the owner of the process alone:
 * `keys.json`, and `admin-token` for whoever calls the staff desk.
 *
 * @throws {ProviderKeysError} MEDREC_PROVIDER_KEYS_EXIST if the folder has keys already
 */
export async function createProviderKeys(folder: string): Promise<ProviderPublicKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const stored: StoredKeys = {
    version: 1,
    owner: generatePrivateKey(),
    relayer: generatePrivateKey(),
    hpke: privateJwk('x25519'),
    log: privateJwk('ed25519'),
    secret: toBase64Url(randomBytes(32)),
    adminToken: toBase64Url(randomBytes(32)),
  }
  await writeNew(join(folder, KEYS_FILE), `${JSON.stringify(stored, null, 2)}\n`)
  await writeNew(join(folder, 'admin-token'), `${stored.adminToken}\n`)
  return keysOf(stored).public
}

/**
 * Reads the keys that {@link createProviderKeys} made.
 *
 * @throws {ProviderKeysError} MEDREC_PROVIDER_KEYS_MISSING if there are none,
 *   MEDREC_PROVIDER_KEYS_BROKEN if they cannot be read
 */
export async function readProviderKeys(folder: string): Promise<ProviderKeys> {
  const text = await readFile(join(folder, KEYS_FILE), 'utf8').catch((cause: unknown) => {
    throw new ProviderKeysError('MEDREC_PROVIDER_KEYS_MISSING', folder, cause)
  })
  try {
    return keysOf(storedKeysSchema.parse(JSON.parse(text)))
  } catch {
    // The cause may quote the file.
    throw new ProviderKeysError('MEDREC_PROVIDER_KEYS_BROKEN', folder)
  }
}

const KEYS_FILE = 'keys.json'

const privateKeySchema = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/)])
const secretSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const jwkSchema = z.object({
  kty: z.literal('OKP'),
  crv: z.enum(['X25519', 'Ed25519']),
  x: secretSchema,
  d: secretSchema,
})

const storedKeysSchema = z.object({
  version: z.literal(1),
  owner: privateKeySchema,
  relayer: privateKeySchema,
  hpke: jwkSchema,
  log: jwkSchema,
  secret: secretSchema,
  adminToken: secretSchema,
})

type StoredKeys = z.infer<typeof storedKeysSchema>

function keysOf(stored: StoredKeys): ProviderKeys {
  const owner = privateKeyToAccount(stored.owner)
  const relayer = privateKeyToAccount(stored.relayer)
  const secret = fromBase64Url(stored.secret)
  const derive = (purpose: string) => new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32))
  return {
    public: {
      owner: owner.address,
      relayer: relayer.address,
      hpkeKey: bytesToHex(fromBase64Url(stored.hpke.x)),
      logKey: bytesToHex(fromBase64Url(stored.log.x)),
    },
    owner,
    relayer,
    logKey: createPrivateKey({ key: stored.log, format: 'jwk' }),
    tokenKey: createSecretKey(derive('medrec:access-tokens:v1')),
    nonceKey: createSecretKey(derive('medrec:nonces:v1')),
    wireIdSecret: derive('medrec:wire-id-secret:v1'),
    delegateSealKey: createSecretKey(derive('medrec:delegate-keys:v1')),
    adminToken: stored.adminToken,
  }
}

function privateJwk(type: 'x25519' | 'ed25519'): z.infer<typeof jwkSchema> {
  // Node types each curve of generateKeyPairSync apart.
  const { privateKey } =
    type === 'x25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('ed25519')
  return jwkSchema.parse(privateKey.export({ format: 'jwk' }))
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    throw new ProviderKeysError('MEDREC_PROVIDER_KEYS_EXIST', path, cause)
  })
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

const SENTENCES = {
  MEDREC_PROVIDER_KEYS_EXIST: 'This folder has keys already; they are never overwritten.',
  MEDREC_PROVIDER_KEYS_MISSING:
    'This folder has no readable keys.json. Make the keys first, or name the right state folder.',
  MEDREC_PROVIDER_KEYS_BROKEN:
    'keys.json cannot be read as the keys of a provider. Restore it from a backup.',
} as const

export class ProviderKeysError extends MedRecError<
  keyof typeof SENTENCES,
  { readonly path: string }
> {
  override readonly name = 'ProviderKeysError'

  constructor(code: keyof typeof SENTENCES, path: string, cause?: unknown) {
    super(code, SENTENCES[code], { details: { path }, cause })
  }
}
