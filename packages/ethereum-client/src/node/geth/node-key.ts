import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

/** How a node is named to its peers: `enode://<public key>@<address>:<port>`. */
export type Enode = `enode://${string}`

/** The key by which a node is known to its peers, made if absent, in its data folder (0600). */
export async function nodeKeyIn(folder: string): Promise<Hex> {
  const path = join(folder, 'geth', 'nodekey')
  const known = await readFile(path, 'utf8').catch(() => undefined)
  if (known !== undefined) return `0x${known.trim()}`
  await mkdir(join(folder, 'geth'), { recursive: true, mode: 0o700 })
  const key = randomBytes(32).toString('hex')
  await writeFile(path, key, { mode: 0o600 })
  await chmod(path, 0o600)
  return `0x${key}`
}

/** `discport=0`: it answers nobody who looks for peers. */
export function enodeOf(nodeKey: Hex, listen: { address: string; port: number }): Enode {
  const publicKey = privateKeyToAccount(nodeKey).publicKey.slice(4)
  const host = listen.address.includes(':') ? `[${listen.address}]` : listen.address
  return `enode://${publicKey}@${host}:${listen.port}?discport=0`
}
