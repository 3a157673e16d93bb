/**
 * Records vectors/clique-headers.json from real geths: three authorities of a fresh network on
 * loopback seal a block a second, vote a fourth in, let it seal, and vote one of the first three
 * out. Each run makes other keys, so another file. With `--print` nothing is written.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findGeth } from '../src/node/index.ts'
import { type Authority, openAuthorities } from '../test/clique-authorities.ts'

const FIRST_SIGNERS = 3
const PERIOD_SECONDS = 1
// Short, so that several epochs begin in the file.
const EPOCH_BLOCKS = 16
const BLOCKS_AFTER = 6
const FILE = join(import.meta.dirname, '../../../vectors/clique-headers.json')

const program = await findGeth({ named: process.env.MEDREC_GETH, searchPath: process.env.PATH })
await using network = await openAuthorities({
  program,
  count: FIRST_SIGNERS + 1,
  firstSigners: FIRST_SIGNERS,
  periodSeconds: PERIOD_SECONDS,
  epochBlocks: EPOCH_BLOCKS,
})
const { authorities } = network
const [first, second, third, newcomer] = authorities
if (!first || !second || !third || !newcomer) throw new Error('An authority is missing.')

await untilHeight(EPOCH_BLOCKS + 2)
await propose([first, second], newcomer, true)
await until(async () => (await signersAt(first)).includes(newcomer.signer))
await untilSealedBy(newcomer.signer)
// While the fourth seals, the third is voted out: three of four have to agree.
await propose([first, second, newcomer], third, false)
await until(async () => !(await signersAt(first)).includes(third.signer))
await untilHeight((await height()) + BLOCKS_AFTER)
const head = await height()
// What is deeper than this none of them gives up any more.
const last = head - BLOCKS_AFTER / 2

const headers: object[] = []
const signersAfter: Record<string, readonly string[]> = {}
for (let number = 0; number <= last; number += 1) {
  const tag = `0x${number.toString(16)}`
  const block = (await first.call('eth_getBlockByNumber', [tag, false])) as Record<string, unknown>
  const { transactions, uncles, size, totalDifficulty, ...header } = block
  headers.push(header)
  signersAfter[number] = (await first.call('clique_getSigners', [tag])) as readonly string[]
}
const vectors = {
  rules: { periodSeconds: PERIOD_SECONDS, epochBlocks: EPOCH_BLOCKS },
  added: newcomer.signer,
  removed: third.signer,
  headers,
  signersAfter,
}
const text = `${JSON.stringify(vectors, null, 1)}\n`
if (process.argv.includes('--print')) console.log(text)
else await writeFile(FILE, text)
console.log(`${headers.length} headers of ${authorities.length} authorities.`)

async function propose(voters: readonly Authority[], about: Authority, isToAdd: boolean) {
  for (const voter of voters) await voter.call('clique_propose', [about.signer, isToAdd])
}

async function signersAt(authority: Authority): Promise<readonly string[]> {
  return (await authority.call('clique_getSigners', ['latest'])) as readonly string[]
}

async function height(): Promise<number> {
  return Number(await first?.call('eth_blockNumber', []))
}

async function untilHeight(number: number): Promise<void> {
  await until(async () => (await height()) >= number)
}

async function untilSealedBy(signer: string): Promise<void> {
  await until(async () => (await network.sealerOf('latest')) === signer)
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 180_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('The authorities did not get there.')
    await pause(200)
  }
}
