import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNetworkClient, createRelayer, type RelayMessage, signerOf } from '../src/index.ts'
import {
  grantOf,
  newAccount,
  newRelationship,
  relay,
  revocationOf,
  startTestNetwork,
  type TestNetwork,
} from './chain-fixture.ts'

describe('createRelayer', () => {
  let chain: TestNetwork
  beforeAll(async () => {
    chain = await startTestNetwork()
  })
  afterAll(() => chain[Symbol.asyncDispose]())

  const refusalOf = (message: RelayMessage) =>
    chain.relayer.submit(message).then(
      () => 'accepted',
      (error: { readonly code: string }) => error.code,
    )

  it('sends 20 messages at once, each with its own number and none twice', async () => {
    const { network, relayerAccount, engine, deployment } = chain
    const address = relayerAccount.address
    let sent = 0
    const counted = await createNetworkClient({
      ...deployment,
      rpcUrl: engine.rpcUrl,
      fetchFn: (input, init) => {
        if (String(init?.body).includes('eth_sendRawTransaction')) sent += 1
        return fetch(input, init)
      },
    })
    const relayer = createRelayer({ network: counted, account: relayerAccount })
    const before = await network.client.getTransactionCount({ address })
    const patients = await Promise.all(Array.from({ length: 20 }, () => newRelationship(network)))
    const receipts = await Promise.all(
      patients.map(async (patient) => relay(relayer, await patient.open())),
    )
    expect(receipts).toHaveLength(20)
    expect(await network.client.getTransactionCount({ address })).toBe(before + 20)
    expect(sent).toBe(20)
  })

  it('shares its account with another relayer', async () => {
    const { network, relayerAccount } = chain
    const relayers = [0, 1].map(() => createRelayer({ network, account: relayerAccount }))
    const sent = relayers.flatMap((relayer) =>
      Array.from({ length: 10 }, () =>
        relay(relayer, { type: 'CreateAgent', owner: newAccount().address }),
      ),
    )
    await expect(Promise.all(sent)).resolves.toHaveLength(20)
  })

  it('sends transactions of type 2 only', async () => {
    const { transaction, mined } = await chain.relayer.submit({
      type: 'CreateAgent',
      owner: newAccount().address,
    })
    await mined()
    const sent = await chain.network.client.getTransaction({ hash: transaction })
    expect(sent.type).toBe('eip1559')
  })

  it('says what is wrong with a message, and sends nothing', async () => {
    const { network, relayer, relayerAccount } = chain
    const patient = await newRelationship(network)
    const stranger = await newRelationship(network)
    const viewer = patient.commitment(newAccount().address)
    expect(await refusalOf(await patient.setGrants([grantOf(viewer)]))).toBe(
      'MEDREC_RELAY_UNKNOWN_RELATIONSHIP',
    )
    const opening = await patient.open([grantOf(viewer)])
    await relay(relayer, opening)
    await relay(relayer, await patient.setGrants([revocationOf(viewer, 1)]))
    const { address } = relayerAccount
    const before = await network.client.getTransactionCount({ address })

    expect(await refusalOf(opening)).toBe('MEDREC_RELAY_ALREADY_OPENED')
    const stale = await patient.setGrants([grantOf(viewer)])
    expect(await refusalOf(stale)).toBe('MEDREC_RELAY_STALE_VERSION')
    await expect(relayer.simulate(stale)).rejects.toMatchObject({
      code: 'MEDREC_RELAY_STALE_VERSION',
      details: { contractError: 'Relationships__StaleVersion' },
      retryable: false,
    })
    const empty = grantOf(viewer, { version: 2, readKinds: 0n, writeKinds: 0n })
    expect(await refusalOf(await patient.setGrants([empty]))).toBe('MEDREC_RELAY_INVALID_GRANT')
    expect(await refusalOf(await patient.setGrants([]))).toBe('MEDREC_RELAY_INVALID_GRANT')
    expect(await refusalOf(await patient.end(stranger.owner))).toBe('MEDREC_RELAY_NOT_ALLOWED')
    const forged = { ...(await patient.end()), signature: '0x1234' } as RelayMessage
    expect(await refusalOf(forged)).toBe('MEDREC_RELAY_INVALID_SIGNATURE')
    const late = await patient.end()
    if (late.type !== 'End') throw new Error('not an End')
    expect(await refusalOf({ ...late, message: { ...late.message, deadline: 1 } })).toBe(
      'MEDREC_RELAY_DEADLINE_PASSED',
    )
    expect(await refusalOf(await patient.disable(patient.owner.address, 0n))).toBe(
      'MEDREC_RELAY_LAST_OWNER',
    )
    expect(await refusalOf(await patient.enable(newAccount(), 5n))).toBe('MEDREC_RELAY_STALE_NONCE')
    expect(await network.client.getTransactionCount({ address })).toBe(before)
  })

  it('makes an Agent when a message needs it', async () => {
    const { network, relayer } = chain
    const patient = await newRelationship(network)
    const code = () => network.client.getCode({ address: patient.agent })
    const enabling = await patient.enable(newAccount(), 0n)
    if (enabling.type !== 'EnableOwner') throw new Error('not an EnableOwner')
    await relayer.simulate(enabling)
    expect(await code()).toBeUndefined()
    await relay(relayer, enabling)
    expect(await code()).toBeDefined()
    expect(await refusalOf(enabling)).toBe('MEDREC_RELAY_STALE_NONCE')

    // Nobody has somebody else's Agent made.
    const other = await newRelationship(network)
    expect(await refusalOf({ ...enabling, agent: other.agent })).toBe('MEDREC_RELAY_NOT_ALLOWED')
    expect(await network.client.getCode({ address: other.agent })).toBeUndefined()
  })

  it('says that its account cannot pay', async () => {
    const poor = createRelayer({ network: chain.network, account: newAccount() })
    await expect(
      poor.submit({ type: 'CreateAgent', owner: newAccount().address }),
    ).rejects.toMatchObject({ code: 'MEDREC_RELAY_WITHOUT_FUNDS', retryable: true })
  })

  it('tells why a message that passed the simulation was refused in its block', async () => {
    const patient = await newRelationship(chain.network)
    const viewer = patient.commitment(newAccount().address)
    await relay(chain.relayer, await patient.open())
    const message = await patient.setGrants([grantOf(viewer)])
    const twice = await Promise.allSettled([
      relay(chain.relayer, message),
      relay(chain.relayer, message),
    ])
    const refused = twice.filter((result) => result.status === 'rejected')
    expect(refused.map(({ reason }) => reason.code)).toEqual(['MEDREC_RELAY_STALE_VERSION'])
  })

  it('says that the chain is away', async () => {
    await using lost = await startTestNetwork()
    await lost.engine[Symbol.asyncDispose]()
    await expect(
      lost.relayer.submit({ type: 'CreateAgent', owner: newAccount().address }),
    ).rejects.toMatchObject({ code: 'MEDREC_RELAY_UNREACHABLE', retryable: true })
  })

  it('recovers who signed a message', async () => {
    const patient = await newRelationship(chain.network)
    const messages = [await patient.open(), await patient.setGrants([]), await patient.end()]
    messages.push(await patient.enable(newAccount(), 0n))
    for (const message of messages) {
      expect(await signerOf(chain.network, message)).toBe(patient.owner.address)
    }
    const rotation = await patient.rotate(newAccount())
    expect(await signerOf(chain.network, rotation)).toBe(patient.delegate.address)
  })
})
