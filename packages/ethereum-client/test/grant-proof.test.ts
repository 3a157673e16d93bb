import { unpackTerms } from '@medrec/protocol'
import { relationshipsAbi } from '@medrec/smart-contracts'
import {
  createTestClient,
  type Hex,
  http,
  keccak256,
  numberToHex,
  parseEther,
  toHex,
  zeroAddress,
} from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createCliqueFinality,
  createNetworkClient,
  createRelayer,
  type Network,
  type ProvenGrant,
  type Relayer,
  readProvenGrant,
} from '../src/index.ts'
import { deployContracts, startGethDevChain } from '../src/node/index.ts'
import { grantInBlock, grantProofKeys } from '../src/proof/grant-proof.ts'
import {
  grantOf,
  newAccount,
  newRelationship,
  relay,
  revocationOf,
  startTestNetwork,
  type TestNetwork,
  temporaryFolder,
} from './chain-fixture.ts'
import { gethOrSkip } from './geth-fixture.ts'

const PATIENTS = 5
const VIEWERS = 5
/** Of startGethDevChain. */
const RULES = { periodSeconds: 0, epochBlocks: 30_000 }

describe('readProvenGrant', () => {
  it('verifies what a geth says, whatever state a grant is in', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    await using engine = await startGethDevChain({ program, stateFolder: folder.path, port: 0 })
    const member = { owner: newAccount().address, account: newAccount().address }
    const deployment = await deployContracts({ engine, foundingMembers: [{ ...REST, ...member }] })
    const network = await createNetworkClient({ rpcUrl: engine.rpcUrl, ...deployment })
    const account = newAccount()
    await engine.fund(account.address, parseEther('10'))
    const relayer = createRelayer({ network, account })
    const finality = createCliqueFinality({ network, rules: RULES })
    await writeGrants(network, relayer, async (relationshipId, commitment) => {
      const proven = await readProvenGrant({ network, finality, relationshipId, commitment })
      await expectAsRead(network, { relationshipId, commitment, proven })
    })
    const place = { relationshipId: keccak256('0x01'), commitment: keccak256('0x02') }
    const nowhere = { ...network, relationships: newAccount().address }
    await expect(readProvenGrant({ network: nowhere, finality, ...place })).rejects.toMatchObject({
      code: 'MEDREC_GRANT_PROOF_NO_CONTRACT',
    })
  })
})

describe('grantInBlock', () => {
  let chain: TestNetwork
  beforeAll(async () => {
    chain = await startTestNetwork()
  })
  afterAll(() => chain?.[Symbol.asyncDispose]())

  it('verifies what an anvil says, whose headers nobody seals', async () => {
    const { engine, network, relayer } = chain
    // What anvil gives an account is in its state at once, and in no header before the next block.
    await createTestClient({ mode: 'anvil', transport: http(engine.rpcUrl) }).mine({ blocks: 1 })
    await writeGrants(network, relayer, async (relationshipId, commitment) => {
      const place = { network, relationshipId, commitment }
      const { number, hash, timestamp, stateRoot } = await network.client.getBlock()
      const proof = await network.client.request({
        method: 'eth_getProof',
        params: [
          network.relationships,
          [...grantProofKeys(relationshipId, commitment)],
          numberToHex(number),
        ],
      })
      const header = { number: Number(number), hash, timestamp: Number(timestamp), stateRoot }
      const proven = grantInBlock(place, header, proof)
      await expectAsRead(network, { relationshipId, commitment, proven })
      const other = { ...header, stateRoot: keccak256(stateRoot) }
      expect(() => grantInBlock(place, other, proof)).toThrow(
        expect.objectContaining({ code: 'MEDREC_TRIE_PROOF_WRONG_NODE' }),
      )
    })
  })
})

const REST = {
  sealer: zeroAddress,
  hpkeKey: `0x${'11'.repeat(32)}`,
  logKey: `0x${'22'.repeat(32)}`,
  name: 'Riverside',
  host: 'localhost:8481',
} as const

/** Opens, grants, revokes and ends, and shows each grant after each change. */
async function writeGrants(
  network: Network,
  relayer: Relayer,
  show: (relationshipId: Hex, commitment: Hex) => Promise<void>,
): Promise<void> {
  // Nothing is there yet, not even in storage.
  await show(keccak256('0x01'), keccak256('0x02'))
  for (let patients = 0; patients < PATIENTS; patients += 1) {
    const patient = await newRelationship(network)
    const viewers = Array.from({ length: VIEWERS }, () => patient.commitment(newAccount().address))
    const [first = '0x', second = '0x'] = viewers
    const finerTerms = toHex(`finer ${patients}`, { size: 32 })
    await relay(
      relayer,
      await patient.open(viewers.slice(1).map((viewer) => grantOf(viewer, { finerTerms }))),
    )
    for (const viewer of viewers) await show(patient.id, viewer)
    await relay(relayer, await patient.setGrants([revocationOf(second, 1)]))
    await show(patient.id, second)
    if (patients % 2 === 1) await relay(relayer, await patient.end())
    await show(patient.id, first)
  }
}

type Shown = {
  readonly relationshipId: Hex
  readonly commitment: Hex
  readonly proven: ProvenGrant
}

/** The contract's own getters, at the same block. */
async function expectAsRead(network: Network, shown: Shown): Promise<void> {
  const { relationshipId, commitment, proven } = shown
  const at = {
    abi: relationshipsAbi,
    address: network.relationships,
    blockNumber: BigInt(proven.block.number),
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
  expect(proven.relationship).toEqual(
    agent === zeroAddress ? undefined : { agent, rotation, isEnded },
  )
  expect(proven.terms).toEqual(terms === 0n ? undefined : unpackTerms(terms, finerTerms))
}
