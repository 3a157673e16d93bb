import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  type ClaimResponse,
  claimResponseSchema,
  networkDomain,
  relationshipIdOf,
  relationshipsDomain,
  typedOpen,
  typedRelayOpening,
} from '@medrec/protocol'
import { hashTypedData, type LocalAccount, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDatabaseManager } from '../src/database-manager.ts'
import { agentOf } from '../src/own-membership.ts'
import { readProviderKeys } from '../src/provider-keys.ts'
import { startTestNetwork, type TestNetwork, type TestProvider } from './support/test-network.ts'
import {
  claim,
  linkPatient,
  makeInvite,
  openingBody,
  postJson,
  until,
} from './support/test-patient.ts'
import { askForToken, nowSeconds, signIn } from './support/test-session.ts'

let network: TestNetwork
let riverside: TestProvider
let lakeside: TestProvider
let offsetSeconds = 0
const ending = new AsyncDisposableStack()

beforeAll(async () => {
  network = ending.use(await startTestNetwork(['riverside', 'lakeside']))
  const [first, second] = network.providers
  if (first === undefined || second === undefined) throw new Error('two providers')
  riverside = first
  lakeside = second
  const now = () => nowSeconds() + offsetSeconds
  ending.use(await startDatabaseManager(first.settings, { now }))
  ending.use(await startDatabaseManager(second.settings))
})
afterAll(() => ending.disposeAsync())

const newAccount = () => privateKeyToAccount(generatePrivateKey())

async function codeOf(response: Response): Promise<string> {
  const { issue } = (await response.json()) as {
    issue: { details: { coding: { code: string }[] } }[]
  }
  return `${response.status} ${issue[0]?.details.coding[0]?.code}`
}

async function claimed(code: string, owner = newAccount()): Promise<ClaimResponse> {
  const response = await claim(riverside, code, { owner: owner.address })
  return claimResponseSchema.parse(await response.json())
}

const openingUrl = (claimId: string) => `${riverside.origin}/invites/claims/${claimId}/opening`

/** Sender of the transaction, so that a test sees who relayed. */
async function relayerOf(transaction: `0x${string}`): Promise<string> {
  const { client } = network.network
  await until(() => client.getTransactionReceipt({ hash: transaction }).then(Boolean, () => false))
  return (await client.getTransactionReceipt({ hash: transaction })).from
}

describe('an invite', () => {
  it('links a patient through another member, who then signs in and keeps a viewer book', async () => {
    const { chainId } = network.network
    const patient = await linkPatient(riverside, network.network)
    const who = { account: patient.account, agent: patient.claim.agent, chainId }
    await until(async () => (await askForToken(riverside, who)).response.status === 200)
    const session = await signIn(riverside, who)
    expect(session.patient).toMatch(/^[A-Za-z0-9.-]{64}$/)
    const records = await session.request('GET', `/fhir/Patient/${session.patient}`)
    expect(await records.json()).toMatchObject({ resourceType: 'Patient', birthDate: '1970-01-31' })
    expect(records.headers.get('medrec-receipt')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    const log = await (await session.request('GET', '/access-log')).json()
    expect(log).toMatchObject({ entries: [{ number: 1, event: { resourceType: 'AuditEvent' } }] })
    const path = `/relationships/${patient.relationshipId}/viewer-book`
    expect((await session.request('GET', path)).status).toBe(404)
    const first = { body: { sealed: 'AA' }, headers: { 'if-none-match': '*' } }
    expect((await session.request('PUT', path, first)).status).toBe(204)
    expect((await session.request('PUT', path, first)).status).toBe(412)
    expect((await session.request('PUT', path, { body: { sealed: 'BB' } })).status).toBe(428)
    const second = { body: { sealed: 'BB' }, headers: { 'if-match': '"1"' } }
    expect((await session.request('PUT', path, second)).headers.get('etag')).toBe('"2"')
    expect(await (await session.request('GET', path)).json()).toEqual({ sealed: 'BB' })
    const other = await linkPatient(riverside, network.network)
    const theirs = `/relationships/${other.relationshipId}/viewer-book`
    const refused = await session.request('PUT', theirs, first)
    expect(await codeOf(refused)).toBe('403 MEDREC_NOT_YOUR_RELATIONSHIP')
    expect(booksKept()).toBe(1)
    const desk = await fetch(`${riverside.origin}/admin/links?patientKey=1`, {
      headers: { authorization: `Bearer ${riverside.adminToken}` },
    })
    const { links } = (await desk.json()) as { links: { relationshipId: string }[] }
    expect(links.map((link) => link.relationshipId)).toContain(patient.relationshipId)
  })

  it('is refused if nobody made it', async () => {
    const response = await claim(riverside, 'AAAA-BBBB-CCCC-DDDD', { owner: newAccount().address })
    expect(await codeOf(response)).toBe('404 MEDREC_INVITE_UNKNOWN')
  })

  it('answers the same to the same key, and refuses another', async () => {
    const code = await makeInvite(riverside)
    const owner = newAccount()
    const first = await claimed(code, owner)
    expect(await claimed(code.toLowerCase(), owner)).toEqual(first)
    const other = await claim(riverside, code, { owner: newAccount().address })
    expect(await codeOf(other)).toBe('409 MEDREC_INVITE_USED')
  })

  it('goes to one of two keys that claim it at the same moment', async () => {
    const code = await makeInvite(riverside)
    const claims = [newAccount(), newAccount(), newAccount()].map((owner) =>
      claim(riverside, code, { owner: owner.address }),
    )
    const statuses = (await Promise.all(claims)).map((response) => response.status)
    expect(statuses.sort()).toEqual([200, 409, 409])
  })

  it('is refused after its time', async () => {
    const code = await makeInvite(riverside)
    offsetSeconds = 901
    const response = await claim(riverside, code, { owner: newAccount().address })
    offsetSeconds = 0
    expect(await codeOf(response)).toBe('410 MEDREC_INVITE_EXPIRED')
  })

  it('locks after five wrong birth dates, tried one after the other or at once', async () => {
    const code = await makeInvite(riverside)
    const { address } = newAccount()
    const wrong = () => claim(riverside, code, { owner: address, birthDate: '1970-02-01' })
    const tries = await Promise.all([wrong(), wrong(), wrong(), wrong(), wrong(), wrong(), wrong()])
    const codes = await Promise.all(tries.map(codeOf))
    expect(codes.filter((text) => text === '403 MEDREC_INVITE_WRONG_FACT')).toHaveLength(5)
    const right = await claim(riverside, code, { owner: address })
    expect(await codeOf(right)).toBe('423 MEDREC_INVITE_LOCKED')
  })
})

describe('an opening', () => {
  it('is relayed by another member, and by this one when no other answers', async () => {
    const patient = await linkPatient(riverside, network.network)
    const [, other] = network.providers
    const opened = await transactionOf(patient.claim.claimId)
    expect(await relayerOf(opened)).toBe(other?.keys.relayer.toLowerCase())
    const alone = await startTestNetwork(['alone', 'silent'])
    await using _ = alone
    const [first] = alone.providers
    if (first === undefined) throw new Error('a provider')
    await using manager = await startDatabaseManager(first.settings)
    expect(manager.origin).toBe(first.origin)
    expect((await linkPatient(first, alone.network)).relationshipId).toMatch(/^0x/)
  })

  it('is done once however often it is sent', async () => {
    const code = await makeInvite(riverside)
    const account = newAccount()
    const claim_ = await claimed(code, account)
    const body = await openingBody(claim_, account, { network: network.network, code })
    const send = () => postJson(openingUrl(claim_.claimId), body)
    const [one, other] = await Promise.all([send(), send()])
    expect([one.status, other.status]).toEqual([202, 202])
    const answer = await one.json()
    expect(await other.json()).toEqual(answer)
    await relayerOf((answer as { transaction: `0x${string}` }).transaction)
    await until(async () => (await send()).status === 202)
    expect(await (await send()).json()).toEqual(answer)
    const late = await claim(riverside, code, { owner: account.address })
    expect(await codeOf(late)).toBe('409 MEDREC_INVITE_USED')
  })

  it('is refused if it is not what was claimed, or signed by another key', async () => {
    const code = await makeInvite(riverside)
    const account = newAccount()
    const claim_ = await claimed(code, account)
    const of = (signer: ReturnType<typeof newAccount>, other = claim_, invite = code) =>
      openingBody(other, signer, { network: network.network, code: invite })
    const stranger = newAccount()
    const good = await of(account)
    const refused = [
      { ...good, patientSignature: (await of(stranger)).patientSignature },
      { ...good, patientStatement: (await of(stranger)).patientStatement },
      {
        ...good,
        patientStatement: (await of(account, claim_, 'AAAA-AAAA-AAAA-AAAA')).patientStatement,
      },
      await of(stranger),
      await of(account, { ...claim_, agent: stranger.address }),
      await of(account, { ...claim_, delegate: stranger.address }),
      { ...good, message: { ...good.message, deadline: good.message.deadline + 1 } },
    ]
    for (const body of refused) {
      const response = await postJson(openingUrl(claim_.claimId), body)
      expect(await codeOf(response)).toBe('403 MEDREC_OPENING_REFUSED')
    }
    const nobody = await postJson(openingUrl('nobody'), good)
    expect(await codeOf(nobody)).toBe('403 MEDREC_OPENING_REFUSED')
  })

  it('is relayed on the order of a member alone, for this opening and soon', async () => {
    const { chainId, relationships: contract, registry } = network.network
    const [patient, delegate] = [newAccount(), newAccount()]
    const agent = await agentOf(patient.address, network.network)
    const relationshipId = relationshipIdOf({
      chainId,
      contract,
      agent,
      firstDelegate: delegate.address,
    })
    const signed = await openingBody(
      { relationshipId, agent, delegate: delegate.address },
      patient,
      { network: network.network, code: 'AAAA-AAAA-AAAA-AAAA' },
    )
    const { message, patientSignature } = signed
    const typed = typedOpen(relationshipsDomain({ chainId, contract }), message)
    const delegateSignature = await delegate.signTypedData(typed)
    const opening = { message, patientSignature, delegateSignature }
    const good = {
      openHash: hashTypedData(typed),
      member: riverside.agent,
      deadline: nowSeconds() + 60,
    }
    const linked = await linkPatient(riverside, network.network)
    const [patientAgent, patientOfAgent] = [linked.claim.agent, linked.account]
    const { owner } = await readProviderKeys(riverside.settings.stateFolder)
    const send = async (
      order: typeof good,
      signer: Pick<LocalAccount, 'signTypedData'> = owner,
    ) => {
      const domain = networkDomain({ chainId, registry })
      const signature = await signer.signTypedData(typedRelayOpening(domain, order))
      return await postJson(`${lakeside.origin}/relay/openings`, { opening, order, signature })
    }
    const refused = [
      await send({ ...good, member: agent }),
      await send({ ...good, member: patientAgent }, patientOfAgent),
      await send({ ...good, openHash: zeroHash }),
      await send({ ...good, deadline: nowSeconds() - 1 }),
      await send({ ...good, deadline: nowSeconds() + 3600 }),
      await send(good, patient),
    ]
    for (const response of refused) {
      expect(await codeOf(response)).toBe('403 MEDREC_RELAY_ORDER_REFUSED')
    }
    expect((await send(good)).status).toBe(202)
    await until(async () => (await codeOf(await send(good))) === '409 MEDREC_RELAY_ALREADY_OPENED')
  })
})

function openState(): DatabaseSync {
  return new DatabaseSync(join(riverside.settings.stateFolder, 'state.sqlite'), { readOnly: true })
}

function booksKept(): unknown {
  const database = openState()
  const row = database.prepare('select count(*) as books from viewer_books').get()
  database.close()
  return row?.books
}

async function transactionOf(claimId: string): Promise<`0x${string}`> {
  const database = openState()
  const row = database.prepare('select transaction_hash from claims where id = ?').get(claimId)
  database.close()
  return row?.transaction_hash as `0x${string}`
}
