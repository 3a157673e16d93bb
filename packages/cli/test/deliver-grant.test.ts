import { mkdtempSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deliverGrant, Patient } from '@medrec/cli/headless-client'
import {
  createNetworkClient,
  createRelayer,
  type Network,
  type Relayer,
} from '@medrec/ethereum-client'
import { deployContracts, type Engine, startAnvil } from '@medrec/ethereum-client/node'
import {
  KINDS_HASH,
  KINDS_VERSION,
  keyringOf,
  type NetworkDescription,
  newWords,
  relationshipIdOf,
  relationshipsDomain,
  relayRequestSchema,
  typedOpen,
} from '@medrec/protocol'
import { agentFactoryAbi } from '@medrec/smart-contracts'
import { parseEther, zeroAddress, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** What stands before the chain of the test: a provider's relayer, honest or not, and its line. */
type Front = {
  readonly host: string
  does: 'relays' | 'drops' | 'refuses'
  relayed: number
  looked: number
  readonly close: () => Promise<void>
}

let engine: Engine
let network: Network
let relayer: Relayer
let fronts: Front[]

beforeAll(async () => {
  engine = await startAnvil({ stateFolder: mkdtempSync(join(tmpdir(), 'medrec-fronts-')), port: 0 })
  const member = (port: number) => ({
    owner: newAccount().address,
    account: newAccount().address,
    sealer: zeroAddress,
    hpkeKey: `0x${port.toString(16).padStart(64, '0')}` as const,
    logKey: `0x${port.toString(16).padStart(64, '1')}` as const,
    name: `Provider ${port}`,
    host: `localhost:${port}`,
  })
  const deployment = await deployContracts({ engine, foundingMembers: [member(1), member(2)] })
  network = await createNetworkClient({ rpcUrl: engine.rpcUrl, ...deployment })
  const account = newAccount()
  await engine.fund(account.address, parseEther('10'))
  relayer = createRelayer({ network, account })
  fronts = [await startFront(), await startFront(), await startFront()]
})
afterAll(async () => {
  relayer[Symbol.dispose]()
  for (const front of fronts) await front.close()
  await engine[Symbol.asyncDispose]()
})

const newAccount = () => privateKeyToAccount(generatePrivateKey())

async function startFront(): Promise<Front> {
  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    response.setHeader('content-type', 'application/json')
    if (request.url === '/chain') {
      front.looked += 1
      const headers = { 'content-type': 'application/json' }
      response.end(await (await fetch(engine.rpcUrl, { method: 'POST', headers, body })).text())
      return
    }
    front.relayed += 1
    if (front.does === 'relays') await relayer.submit(relayRequestSchema.parse(JSON.parse(body)))
    response.statusCode = front.does === 'refuses' ? 503 : 202
    response.end(JSON.stringify({ transaction: zeroHash }))
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('no port')
  const front: Front = {
    host: `localhost:${address.port}`,
    ...{ does: 'relays', relayed: 0, looked: 0 },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return front
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A patient with a relationship on the chain, who signs a grant. */
async function signedGrant() {
  const words = newWords()
  const owner = (await keyringOf(words)).relationship(0)
  const delegate = newAccount()
  const { chainId, relationships: contract, registry, client } = network
  const agent = await client.readContract({
    address: network.factory,
    abi: agentFactoryAbi,
    functionName: 'agentOf',
    args: [owner.address],
  })
  const message = {
    owner: owner.address,
    agent,
    delegate: delegate.address,
    sealedPointer: `0x${'ab'.repeat(64)}`,
    grants: [],
    kindsVersion: KINDS_VERSION,
    kindsHash: KINDS_HASH,
    deadline: Math.floor(Date.now() / 1000) + 600,
  } as const
  const typed = typedOpen(relationshipsDomain({ chainId, contract }), message)
  const opening = await relayer.submit({
    type: 'Open',
    message,
    patientSignature: await owner.signTypedData(typed),
    delegateSignature: await delegate.signTypedData(typed),
  })
  await opening.mined()
  const description = {
    ...{ chainId, registry, relationships: contract, deploymentBlock: 0 },
    providers: fronts.map(({ host }) => ({ host, agent })),
  } as unknown as NetworkDescription
  const patient = await Patient.of(words, description)
  const relationshipId = relationshipIdOf({
    ...{ chainId, contract, agent, firstDelegate: delegate.address },
  })
  const concerned = named(2).host
  const relationship = { index: 0, relationshipId, agent, host: concerned, provider: agent }
  const { commitment } = patient.commitmentOf(relationship, newAccount().address, 0)
  const request = await patient.signGrant(relationship, commitment, {
    ...{ readKinds: 1n, writeKinds: 0n, notBefore: 0, purposes: 1, version: 1 },
    ...{ notAfter: Math.floor(Date.now() / 1000) + 86_400, finerTerms: zeroHash },
  })
  return { network: description, request, concerned, resendAfterMs: 300, deadlineMs: 15_000 }
}

function named(at: number): Front {
  const front = fronts[at]
  if (front === undefined) throw new Error('a provider')
  return front
}

describe('deliverGrant', () => {
  it('comes through a third provider when the first drops and the second refuses', async () => {
    const [one, other, concerned] = [named(0), named(1), named(2)]
    one.does = 'drops'
    other.does = 'refuses'
    const takenBy = await deliverGrant(await signedGrant())
    expect(takenBy).toEqual([one.host, concerned.host])
    // Nobody is asked about what it says it relayed while there is another.
    expect(one.looked).toBe(0)
    expect(other.looked).toBeGreaterThan(0)
  })

  it('says who took it if it came nowhere', async () => {
    for (const front of fronts) front.does = 'drops'
    const delivery = { ...(await signedGrant()), deadlineMs: 2000 }
    await expect(deliverGrant(delivery)).rejects.toMatchObject({
      code: 'MEDREC_GRANT_NOT_DELIVERED',
      details: { takenBy: expect.arrayContaining(fronts.map(({ host }) => host)) },
    })
  })
})
