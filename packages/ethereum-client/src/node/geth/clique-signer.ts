import { randomBytes } from 'node:crypto'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Address, getAddress } from 'viem'
import { z } from 'zod'
import { type GethHome, runGeth } from './geth-command.ts'

/** The key of an authority, in geth's keystore in its data folder; nobody here ever holds it. */
export type CliqueSigner = {
  readonly address: Address
  /** Opens the keystore. Both files are for this user alone (0600). */
  readonly passwordFile: string
}

const keystoreSchema = z.object({ address: z.string().regex(/^[0-9a-f]{40}$/) })

/** Finds the signer of a data folder; undefined if there is none. */
export async function findSigner(folder: string): Promise<CliqueSigner | undefined> {
  const [file] = await filesIn(join(folder, 'keystore'))
  if (file === undefined) return undefined
  const text = await readFile(join(folder, 'keystore', file), 'utf8')
  const { address } = keystoreSchema.parse(JSON.parse(text))
  return { address: getAddress(`0x${address}`), passwordFile: passwordFileIn(folder) }
}

/** Has geth make a signer, under a random password that lies beside it. */
export async function makeSigner(home: GethHome): Promise<CliqueSigner> {
  const passwordFile = passwordFileIn(home.folder)
  await writeFile(passwordFile, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
  // An older file keeps its own mode.
  await chmod(passwordFile, 0o600)
  // The light derivation: whoever can read the keystore can read the password.
  await runGeth(home, ['account', 'new', '--lightkdf', '--password', passwordFile])
  const signer = await findSigner(home.folder)
  if (signer === undefined) throw new Error('geth made no account.')
  return signer
}

function passwordFileIn(folder: string): string {
  return join(folder, 'password')
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.startsWith('UTC--')).sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
