import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  agentDomain,
  agentGroupOf,
  agentGroupsDomain,
  revocationTerms,
  typedFound,
  typedRotateOwner,
  typedSetCustodian,
  typedSetMembership,
} from '@medrec/protocol'
import type { Address, Hex, PrivateKeyAccount } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DatabaseManager, startDatabaseManager } from '../src/database-manager.ts'
import { type ChainLine, openChainLine } from './support/chain-line.ts'
import { grantTo, SALT, setGrants, versionOnChain } from './support/test-grants.ts'
import { startTestNetwork, type TestNetwork, type TestProvider } from './support/test-network.ts'
import { linkPatient, postJson, type TestPatient, until } from './support/test-patient.ts'
import { askForToken, nowSeconds } from './support/test-session.ts'

let network: TestNetwork
let provider: TestProvider
let line: ChainLine
let manager: DatabaseManager

beforeAll(async () => {
  network = await startTestNetwork(['riverside'])
  const [first] = network.providers
  if (first === undefined) throw new Error('a provider')
  provider = first
  line = await openChainLine(provider.settings.network.rpcUrl)
  manager = await start()
})
afterAll(async () => {
  await manager[Symbol.asyncDispose]()
  await line[Symbol.asyncDispose]()
  await network[Symbol.asyncDispose]()
})

function start(): Promise<DatabaseManager> {
  const { settings } = provider
  return startDatabaseManager({
    ...settings,
    network: { ...settings.network, rpcUrl: line.rpcUrl },
  })
}

const newAccount = () => privateKeyToAccount(generatePrivateKey())
const relay = (body: unknown) => postJson(`${provider.origin}/relay`, body)
const linked = () => linkPatient(provider, network.network)
const viewer = newAccount().address
const deadlineSoon = () => nowSeconds() + 600

async function canSignIn(account: PrivateKeyAccount, agent: Address): Promise<boolean> {
  const who = { account, agent, chainId: network.network.chainId }
  return (await askForToken(provider, who)).response.status === 200
}

/** What is cut off knows only what its view has seen. */
async function untilViewIsNew(): Promise<void> {
  const newest = Number(await network.network.client.getBlockNumber())
  await until(async () => {
    const response = await fetch(`${provider.origin}/healthz`)
    const { chain } = (await response.json()) as { chain: { head: number } }
    return chain.head >= newest
  })
}

function kept(about: Hex): unknown {
  const file = join(provider.settings.stateFolder, 'state.sqlite')
  using database = new DatabaseSync(file, { readOnly: true })
  const query = 'select count(*) as n from narrowings where about = ?'
  return database.prepare(query).get(about)?.n
}

async function custodianOf(
  { account, claim }: TestPatient,
  change: { custodian: Address; rights: number; nonce: bigint },
  signer: PrivateKeyAccount = account,
) {
  const { agent } = claim
  const message = { ...change, until: nowSeconds() + 86_400, deadline: deadlineSoon() }
  const domain = agentDomain({ chainId: network.network.chainId, agent })
  const signature = await signer.signTypedData(typedSetCustodian(domain, message))
  return { type: 'SetCustodian', agent, message, signature }
}

describe('POST /relay of what narrows', () => {
  it('ends a custodian at once while the chain is away, and keeps nothing that widens', async () => {
    const patient = await linked()
    const { agent } = patient.claim
    const custodian = newAccount()
    const named = { custodian: custodian.address, rights: 7, nonce: 0n }
    expect((await relay(await custodianOf(patient, named))).status).toBe(202)
    await until(() => canSignIn(custodian, agent))
    expect(kept(agent)).toBe(0)

    const ended = { custodian: custodian.address, rights: 0, nonce: 1n }
    const forged = await custodianOf(patient, ended, newAccount())
    expect((await relay(forged)).status).toBe(403)
    const stale = await relay(await custodianOf(patient, { ...ended, nonce: 0n }))
    expect(stale.status).toBe(409)
    line.state = 'cut'
    try {
      expect((await relay(forged)).status).toBe(503)
      expect((await relay(await custodianOf(patient, { ...ended, nonce: 0n }))).status).toBe(503)
      expect([kept(agent), await canSignIn(custodian, agent)]).toEqual([0, true])
      const answer = await relay(await custodianOf(patient, ended))
      expect([answer.status, await answer.json()]).toEqual([202, { waitsFor: 'chain' }])
      expect([kept(agent), await canSignIn(custodian, agent)]).toEqual([1, false])
    } finally {
      line.state = 'open'
    }
    expect(await canSignIn(patient.account, agent)).toBe(true)
  })

  it('shuts out a key that was rotated away, at once', async () => {
    const patient = await linked()
    const { agent } = patient.claim
    const next = newAccount()
    expect(await canSignIn(patient.account, agent)).toBe(true)
    const message = {
      oldOwner: patient.account.address,
      newOwner: next.address,
      sealedPointer: '0x',
      nonce: 0n,
      deadline: deadlineSoon(),
    } as const
    const typed = typedRotateOwner(
      agentDomain({ chainId: network.network.chainId, agent }),
      message,
    )
    const signature = await patient.account.signTypedData(typed)
    const unsigned = { type: 'RotateOwner', agent, message, signature, ownerSignature: signature }
    expect((await relay(unsigned)).status).toBe(403)
    expect(await canSignIn(patient.account, agent)).toBe(true)
    const ownerSignature = await next.signTypedData(typed)
    expect((await relay({ ...unsigned, ownerSignature })).status).toBe(202)
    expect(await canSignIn(patient.account, agent)).toBe(false)
    await until(() => canSignIn(next, agent))
  })

  it('takes a member out of a group at once, by an administrator or by itself', async () => {
    const { chainId, groups: contract } = network.network
    const domain = agentGroupsDomain({ chainId, contract })
    const [head, one, other] = [await linked(), await linked(), await linked()]
    const founder = head.claim.agent
    const founding = { founder, salt: SALT, deadline: deadlineSoon() }
    const found = await head.account.signTypedData(typedFound(domain, founding))
    expect((await relay({ type: 'Found', message: founding, signature: found })).status).toBe(202)
    const group = agentGroupOf({ chainId, contract, founder, salt: SALT })
    const set = async (
      change: { of: TestPatient; isMember: boolean; nonce: bigint },
      by: TestPatient = head,
    ) => {
      const { of, ...rest } = change
      const parties = { group, administrator: by.claim.agent, agent: of.claim.agent }
      const message = { ...parties, ...rest, isAdministrator: false, deadline: deadlineSoon() }
      const signature = await by.account.signTypedData(typedSetMembership(domain, message))
      return await relay({ type: 'SetMembership', message, signature })
    }
    expect((await set({ of: one, isMember: true, nonce: 0n })).status).toBe(202)
    await until(async () => (await set({ of: other, isMember: true, nonce: 1n })).status === 202)
    expect(kept(group)).toBe(0)
    // Nobody takes out another but an administrator, whether the chain is there or not.
    expect((await set({ of: one, isMember: false, nonce: 2n }, other)).status).toBe(403)
    await until(async () => (await set({ of: one, isMember: false, nonce: 2n })).status === 202)
    await until(async () => kept(group) === 1)
    await untilViewIsNew()
    line.state = 'cut'
    try {
      expect((await set({ of: other, isMember: false, nonce: 3n })).status).toBe(503)
      expect(kept(group)).toBe(1)
      expect((await set({ of: other, isMember: false, nonce: 3n }, other)).status).toBe(202)
      expect(kept(group)).toBe(2)
    } finally {
      line.state = 'open'
    }
  })
})

describe('a revocation whose relayer is of no use', () => {
  const grantOf = (patient: TestPatient) => grantTo(patient, { network, viewer })
  const onChain = (patient: TestPatient) =>
    versionOnChain(network, patient.relationshipId, grantOf(patient).commitment)

  async function granted(): Promise<TestPatient> {
    const patient = await linked()
    const body = await setGrants({ network, patient }, [grantOf(patient)])
    expect((await relay(body)).status).toBe(202)
    await until(async () => (await onChain(patient)) === 1)
    return patient
  }

  const revocationOf = (patient: TestPatient) =>
    setGrants({ network, patient }, [
      { commitment: grantOf(patient).commitment, ...revocationTerms(2) },
    ])

  it('is obeyed while the chain is away, over a restart, and relayed when it is back', async () => {
    const patient = await granted()
    line.state = 'cut'
    const answer = await relay(await revocationOf(patient))
    expect([answer.status, await answer.json()]).toEqual([202, { waitsFor: 'chain' }])
    expect(kept(patient.relationshipId)).toBe(1)
    await manager[Symbol.asyncDispose]()
    // A manager starts with a chain to read from; whatever it sends is lost.
    line.state = 'swallowing'
    manager = await start()
    expect(kept(patient.relationshipId)).toBe(1)
    expect(await onChain(patient)).toBe(1)
    line.state = 'open'
    await until(async () => (await onChain(patient)) === 2)
  })

  it('is obeyed and relayed again though all that was sent came to nothing', async () => {
    const patient = await granted()
    line.state = 'swallowing'
    const answer = await relay(await revocationOf(patient))
    expect(await answer.json()).toEqual({ transaction: expect.any(String) })
    expect(kept(patient.relationshipId)).toBe(1)
    expect(await onChain(patient)).toBe(1)
    await manager[Symbol.asyncDispose]()
    line.state = 'open'
    manager = await start()
    await until(async () => (await onChain(patient)) === 2)
  })
})
