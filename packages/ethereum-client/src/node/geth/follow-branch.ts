import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromRlp, type Hex, hexToBytes, numberToHex, toRlp } from 'viem'
import type { Branch } from './clique-branch.ts'
import type { HeaderReader } from './clique-header.ts'
import type { NodeControl } from './node-socket.ts'

/**
 * Leaves one's own branch for another: rewinds to where they part and takes the other's blocks,
 * which geth checks as any others. It is handed them, since it would not ask its peers: to it a
 * branch of equal weight is nothing new. Sealing is stopped meanwhile, or the node would seal on the
 * ancestor and make a third branch; the caller starts it again. What transactions only one's own
 * branch had are sent again.
 *
 * @returns whether the other's head is one's own now.
 */
export async function followBranch(options: {
  readonly control: NodeControl
  readonly own: HeaderReader
  readonly other: HeaderReader
  readonly branch: Branch
}): Promise<boolean> {
  const { control, own, other, branch } = options
  const blocks: Uint8Array[] = []
  for (const header of branch.theirs) {
    blocks.push(blockOf(header.rlp, await other.transactionsOf(header.hash)))
  }
  const givenUp: Hex[] = []
  for (const { hash } of branch.ours) givenUp.push(...(await own.transactionsOf(hash)))

  await control('miner_stop')
  await control('debug_setHead', [numberToHex(branch.ancestor)])
  await importBlocks(control, Buffer.concat(blocks))
  for (const transaction of givenUp) {
    // The other branch may have it.
    await control('eth_sendRawTransaction', [transaction]).catch(() => undefined)
  }
  return (await own.latest()).hash === branch.theirs.at(-1)?.hash
}

async function importBlocks(control: NodeControl, blocks: Uint8Array): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'medrec-branch-'))
  try {
    const file = join(folder, 'blocks.rlp')
    await writeFile(file, blocks, { mode: 0o600 })
    await control('admin_importChain', [file])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Header, transactions, no uncles. A transaction of a newer type stands in it as plain bytes. */
function blockOf(header: Hex, transactions: readonly Hex[]): Uint8Array {
  const listed = transactions.map((raw) => (isRlpList(raw) ? fromRlp(raw, 'hex') : raw))
  return hexToBytes(toRlp([fromRlp(header, 'hex'), listed, []]))
}

function isRlpList(raw: Hex): boolean {
  return Number.parseInt(raw.slice(2, 4), 16) >= 0xc0
}
