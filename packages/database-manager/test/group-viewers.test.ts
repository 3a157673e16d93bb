import {
  agentGroupOf,
  agentGroupsDomain,
  purposeMask,
  toBase64Url,
  typedFound,
  typedSetMembership,
} from '@medrec/protocol'
import {
  type Address,
  createWalletClient,
  encodeFunctionData,
  type Hex,
  http,
  type LocalAccount,
  parseAbi,
  parseEther,
  parseSignature,
  signatureToCompactSignature,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DatabaseManager, startDatabaseManager } from '../src/database-manager.ts'
import { grantTo, SALT, setGrants } from './support/test-grants.ts'
import { startTestNetwork, type TestNetwork, type TestProvider } from './support/test-network.ts'
import { linkPatient, postJson, type TestPatient, until } from './support/test-patient.ts'
import { nowSeconds, type Session, signIn } from './support/test-session.ts'

let network: TestNetwork
let provider: TestProvider
let manager: DatabaseManager

beforeAll(async () => {
  network = await startTestNetwork(['riverside'])
  const [first] = network.providers
  if (first === undefined) throw new Error('a provider')
  provider = first
  manager = await startDatabaseManager(provider.settings)
})
afterAll(async () => {
  await manager[Symbol.asyncDispose]()
  await network[Symbol.asyncDispose]()
})

describe('a viewer through an AgentGroup', () => {
  it('opens and reads while it is a member, and from the block on that removes it no more', async () => {
    const [head, nurse, doctor] = [await newStaff(), await newStaff(), await newStaff()]
    const group = await foundGroup(head)
    const patient = await linkPatient(provider, network.network)
    const grant = grantTo(
      patient,
      { network, viewer: group },
      { purposes: purposeMask(['FAMRQT']) },
    )
    const granting = await setGrants({ network, patient }, [grant])
    const [asNurse, asDoctor] = [await sessionOf(nurse), await sessionOf(doctor)]

    await until(async () => (await relayed(granting)).status === 202)
    // Administering gives no way in, and naming a group one is not in gives none either.
    expect((await open(await sessionOf(head), patient, group)).status).toBe(403)
    expect((await open(asNurse, patient, group)).status).toBe(403)

    await setMember(group, head, { agent: nurse.agent, isMember: true, nonce: 0n })
    await setMember(group, head, { agent: doctor.agent, isMember: true, nonce: 1n })
    await until(async () => (await open(asNurse, patient, group)).status === 200)
    await until(async () => (await open(asDoctor, patient, group)).status === 200)
    const opened = await open(asDoctor, patient, group)
    const { patient: id } = (await opened.json()) as { patient: string }
    // Each member by itself, and neither without the group.
    expect((await open(asNurse, patient)).status).toBe(403)
    const path = `/fhir/Observation?patient=${id}`
    expect((await asNurse.request('GET', path)).status).toBe(200)
    expect((await asDoctor.request('GET', path)).status).toBe(200)

    await setMember(group, head, { agent: nurse.agent, isMember: false, nonce: 2n })
    await until(async () => (await asNurse.request('GET', path)).status === 403)
    expect((await open(asNurse, patient, group)).status).toBe(403)
    expect((await asDoctor.request('GET', path)).status).toBe(200)
  })
})

type Member = { readonly account: LocalAccount; readonly agent: Address }

async function newStaff(): Promise<Member> {
  const account = privateKeyToAccount(generatePrivateKey())
  const hpkeKey = toBase64Url(new Uint8Array(32).fill(7))
  const staff = { owner: account.address, hpkeKey, name: 'Dr Bee', role: 'GP' }
  const response = await postJson(`${provider.origin}/admin/staff`, staff, {
    authorization: `Bearer ${provider.adminToken}`,
  })
  return { account, agent: ((await response.json()) as { agent: Hex }).agent }
}

async function sessionOf({ account, agent }: Member): Promise<Session> {
  const { chainId } = network.network
  return await signIn(provider, { account, agent, chainId, purpose: 'FAMRQT' })
}

function open(session: Session, patient: TestPatient, group?: Address): Promise<Response> {
  const { relationshipId } = patient
  return session.request('POST', '/grants/open', { body: { relationshipId, salt: SALT, group } })
}

function relayed(body: unknown): Promise<Response> {
  return postJson(`${provider.origin}/relay`, body)
}

const GROUPS = parseAbi([
  'struct Found { address founder; bytes32 salt; uint40 deadline; }',
  'struct SetMembership { address group; address administrator; address agent; bool isMember; bool isAdministrator; uint64 nonce; uint40 deadline; }',
  'struct Signature { bytes32 r; bytes32 vs; }',
  'function found(Found message, Signature signature) returns (address group)',
  'function setMembership(SetMembership message, Signature signature)',
])

async function foundGroup({ account, agent: founder }: Member): Promise<Address> {
  const message = { founder, salt: SALT, deadline: nowSeconds() + 600 }
  const signature = compact(await account.signTypedData(typedFound(domain(), message)))
  const args = [message, signature] as const
  await send(encodeFunctionData({ abi: GROUPS, functionName: 'found', args }))
  const { chainId, groups: contract } = network.network
  return agentGroupOf({ chainId, contract, founder, salt: SALT })
}

async function setMember(
  group: Address,
  { account, agent: administrator }: Member,
  change: { readonly agent: Address; readonly isMember: boolean; readonly nonce: bigint },
): Promise<void> {
  const deadline = nowSeconds() + 600
  const message = { group, administrator, isAdministrator: false, deadline, ...change }
  const signature = compact(await account.signTypedData(typedSetMembership(domain(), message)))
  const args = [message, signature] as const
  await send(encodeFunctionData({ abi: GROUPS, functionName: 'setMembership', args }))
}

type Compact = { readonly r: Hex; readonly vs: Hex }

/** From an account of its own, so that a block has it when this resolves. */
async function send(data: Hex): Promise<void> {
  const account = privateKeyToAccount(generatePrivateKey())
  await network.engine.fund(account.address, parseEther('1'))
  const wallet = createWalletClient({ account, transport: http(network.engine.rpcUrl) })
  const hash = await wallet.sendTransaction({ to: network.network.groups, data, chain: null })
  const receipt = await network.network.client.waitForTransactionReceipt({ hash })
  expect(receipt.status).toBe('success')
}

function domain() {
  const { chainId, groups: contract } = network.network
  return agentGroupsDomain({ chainId, contract })
}

function compact(signature: Hex): Compact {
  const { r, yParityAndS } = signatureToCompactSignature(parseSignature(signature))
  return { r, vs: yParityAndS }
}
