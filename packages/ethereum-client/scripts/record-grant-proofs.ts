/**
 * Records vectors/grant-proofs.json from real geths: three authorities of a fresh network on
 * loopback, a few patients, and what the chain says of a grant in each state it can be in. What is
 * expected of a proof is what the contract's own getters answer at the same block. Each run makes
 * other keys, so another file. With `--print` nothing is written.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { relationshipsAbi } from '@medrec/smart-contracts'
import { type Hex, numberToHex, parseEther, toHex } from 'viem'
import { readCliqueHeader } from '../src/clique/clique-header.ts'
import { genesisSnapshot } from '../src/clique/clique-signers.ts'
import { extendChain, type VerifiedChain } from '../src/clique/final-block.ts'
import { createRelayer } from '../src/index.ts'
import { findGeth, startGethNetwork } from '../src/node/index.ts'
import { grantProofKeys } from '../src/proof/grant-proof.ts'
import { grantOf, newAccount, newRelationship, relay, revocationOf } from '../test/chain-fixture.ts'
import { eventually, foundRegistry } from '../test/clique-fixture.ts'

const RULES = { periodSeconds: 1, epochBlocks: 30_000 }
/** As many blocks before the proofs' one as the file holds, so that a chain of them is verified. */
const BLOCKS_BEFORE = 3
const OTHER_PATIENTS = 6
const FILE = join(import.meta.dirname, '../../../vectors/grant-proofs.json')

const program = await findGeth({ named: process.env.MEDREC_GETH, searchPath: process.env.PATH })
const folder = await mkdtemp(join(tmpdir(), 'medrec-grant-proofs-'))
await using stack = new AsyncDisposableStack()
stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }))
const chain = stack.use(
  await startGethNetwork({
    program,
    folder,
    authorities: 3,
    periodSeconds: RULES.periodSeconds,
  }),
)
const { network } = await foundRegistry(chain)
const account = newAccount()
await chain.fund(account.address, parseEther('10'))
const relayer = createRelayer({ network, account })

// Others' grants, so that the trie has more than one node on the way.
for (let count = 0; count < OTHER_PATIENTS; count += 1) {
  const other = await newRelationship(network)
  const grants = [1, 2, 3].map(() => grantOf(other.commitment(newAccount().address)))
  await relay(relayer, await other.open(grants))
}
const patient = await newRelationship(network)
const [plain, finer, revoked, absent] = [1, 2, 3, 4].map(() =>
  patient.commitment(newAccount().address),
)
if (!plain || !finer || !revoked || !absent) throw new Error('A viewer is missing.')
const opening = [
  grantOf(plain),
  grantOf(finer, { writeKinds: 2n, version: 7, finerTerms: toHex('finer', { size: 32 }) }),
  grantOf(revoked),
]
await relay(relayer, await patient.open(opening))
await relay(relayer, await patient.setGrants([revocationOf(revoked, 2)]))

const leaver = await newRelationship(network)
const left = leaver.commitment(newAccount().address)
const next = newAccount()
await relay(relayer, await leaver.open([grantOf(left)]))
await relay(relayer, await leaver.rotate(next))
const provenBlock = await relay(relayer, await leaver.end(next))

const stranger = await newRelationship(network)
const places: Readonly<Record<string, readonly [Hex, Hex]>> = {
  'a grant': [patient.id, plain],
  'a grant with finer terms': [patient.id, finer],
  'a revoked grant': [patient.id, revoked],
  'no grant': [patient.id, absent],
  'a grant of a relationship that has ended': [leaver.id, left],
  'no relationship': [stranger.id, plain],
}

const headers: unknown[] = []
const firstBlock = provenBlock - BLOCKS_BEFORE
let verified: VerifiedChain | undefined
let from: VerifiedChain['final'] | undefined
for (let number = 0; (verified?.final.number ?? -1) < provenBlock; number += 1) {
  await eventually(async () => Number(await network.client.getBlockNumber()) >= number)
  const block = await readBlock(number)
  const header = await readCliqueHeader(block)
  verified = verified
    ? extendChain(verified, header, RULES)
    : { final: genesisSnapshot(header), open: [] }
  if (number > firstBlock) headers.push(block)
  // Any block that is deep enough will do, as the one that the reader verified before.
  if (number === firstBlock) from = verified.open.at(-1)?.after ?? verified.final
}

const cases: object[] = []
for (const [name, [relationshipId, commitment]] of Object.entries(places)) {
  const at = {
    abi: relationshipsAbi,
    address: network.relationships,
    blockNumber: BigInt(provenBlock),
  }
  const [agent, , rotation, isEnded] = await network.client.readContract({
    ...at,
    functionName: 'relationship',
    args: [relationshipId],
  })
  const [terms, finerTerms] = await network.client.readContract({
    ...at,
    functionName: 'grantOf',
    args: [relationshipId, commitment],
  })
  cases.push({
    name,
    relationshipId,
    commitment,
    relationship: BigInt(agent) === 0n ? null : { agent, rotation, isEnded },
    terms: numberToHex(terms, { size: 32 }),
    finerTerms,
    proof: await readProof(network.relationships, grantProofKeys(relationshipId, commitment)),
  })
}
const nowhere = newAccount().address
const vectors = {
  rules: RULES,
  from,
  headers,
  provenBlock,
  relationships: network.relationships,
  cases,
  noContract: {
    relationships: nowhere,
    relationshipId: patient.id,
    commitment: plain,
    proof: await readProof(nowhere, grantProofKeys(patient.id, plain)),
  },
}
const text = `${JSON.stringify(vectors, null, 1)}\n`
if (process.argv.includes('--print')) console.log(text)
else await writeFile(FILE, text)
console.log(`${cases.length} proofs at block ${provenBlock}, ${headers.length} headers.`)

async function readBlock(number: number): Promise<object> {
  const block = await network.client.request({
    method: 'eth_getBlockByNumber',
    params: [numberToHex(number), false],
  })
  if (block === null) throw new Error(`There is no block ${number}.`)
  const { transactions, uncles, size, totalDifficulty, ...header } = block
  return header
}

function readProof(address: Hex, keys: readonly Hex[]): Promise<unknown> {
  return network.client.request({
    method: 'eth_getProof',
    params: [address, [...keys], numberToHex(provenBlock)],
  })
}
