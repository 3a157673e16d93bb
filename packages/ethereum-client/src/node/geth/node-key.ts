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
  const key: Hex = `0x${randomBytes(32).toString('hex')}`
  await writeNodeKey(folder, key)
  return key
}

/** Gives a node a key that was made elsewhere: its peers know it already. */
export async function writeNodeKey(folder: string, key: Hex): Promise<void> {
  const path = join(folder, 'geth', 'nodekey')
  await mkdir(join(folder, 'geth'), { recursive: true, mode: 0o700 })
  await writeFile(path, key.slice(2), { mode: 0o600 })
  await chmod(path, 0o600)
}

/** `discport=0`: it answers nobody who looks for peers. */
export function enodeOf(nodeKey: Hex, listen: { address: string; port: number }): Enode {
  const publicKey = privateKeyToAccount(nodeKey).publicKey.slice(4)
  const host = listen.address.includes(':') ? `[${listen.address}]` : listen.address
  return `enode://${publicKey}@${host}:${listen.port}?discport=0`
}
