import {
  accessLogAnchorsDomain,
  agentDomain,
  agentGroupOf,
  agentGroupsDomain,
  anchorIntervalAt,
  directiveHashOf,
  guardianCommitmentOf,
  guardiansHashOf,
  KINDS_HASH,
  KINDS_VERSION,
  typedAnchor,
  typedFound,
  typedRecover,
  typedRotateOwner,
  typedSetCustodian,
  typedSetCustody,
  typedSetGuardians,
  typedSetMembership,
  typedSetSwitch,
  typedTouch,
  typedVetoRecovery,
} from '@medrec/protocol'
import { agentAbi, agentFactoryAbi, agentGroupsAbi } from '@medrec/smart-contracts'
import { type Address, type Hex, type PrivateKeyAccount, zeroHash } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRelayer, type RelayMessage, signerOf } from '../src/index.ts'
import { callRpc } from '../src/node/json-rpc.ts'
import {
  DAY,
  grantOf,
  newAccount,
  newRelationship,
  nowSeconds,
  relay,
  startTestNetwork,
  type TestNetwork,
} from './chain-fixture.ts'

const SALT: Hex = `0x${'5a'.repeat(32)}`

describe('the messages of Agents, groups and access logs', () => {
  let chain: TestNetwork
  beforeAll(async () => {
    chain = await startTestNetwork()
  })
  afterAll(() => chain[Symbol.asyncDispose]())

  const deadline = nowSeconds() + 10 * DAY
  const refusalOf = (message: RelayMessage) =>
    chain.relayer.submit(message).then(
      () => 'accepted',
      (error: { readonly code: string }) => error.code,
    )
  const agentOf = (owner: PrivateKeyAccount) =>
    chain.network.client.readContract({
      ...{ address: chain.network.factory, abi: agentFactoryAbi },
      ...{ functionName: 'agentOf', args: [owner.address] },
    })
  const domainOf = (agent: Address) => agentDomain({ chainId: chain.network.chainId, agent })
  const isOwner = (agent: Address, owner: PrivateKeyAccount) =>
    chain.network.client.readContract({
      ...{ address: agent, abi: agentAbi, functionName: 'isOwnerEnabled', args: [owner.address] },
    })

  /** A person whose Agent was not made yet. */
  async function newPerson() {
    const owner = newAccount()
    return { owner, agent: await agentOf(owner) }
  }

  async function rotation(of: Awaited<ReturnType<typeof newPerson>>, newOwner = newAccount()) {
    const message = {
      oldOwner: of.owner.address,
      newOwner: newOwner.address,
      sealedPointer: '0x',
      nonce: 0n,
      deadline,
    } as const
    const typed = typedRotateOwner(domainOf(of.agent), message)
    return {
      type: 'RotateOwner',
      agent: of.agent,
      message,
      signature: await of.owner.signTypedData(typed),
      ownerSignature: await newOwner.signTypedData(typed),
    } as const
  }

  it('puts a key in the place of another', async () => {
    const person = await newPerson()
    const next = newAccount()
    const rotated = await rotation(person, next)
    const forged = { ...rotated, ownerSignature: rotated.signature }
    expect(await refusalOf(forged)).toBe('MEDREC_RELAY_NOT_ALLOWED')
    expect(await chain.network.client.getCode({ address: person.agent })).toBeUndefined()
    expect(await signerOf(chain.network, rotated)).toBe(person.owner.address)
    await relay(chain.relayer, rotated)
    expect(await isOwner(person.agent, next)).toBe(true)
    expect(await isOwner(person.agent, person.owner)).toBe(false)
  })

  it('makes an Agent only for whom it may', async () => {
    const [known, stranger] = [await newPerson(), await newPerson()]
    using careful = createRelayer({
      ...{ network: chain.network, account: chain.relayerAccount },
      mayMakeAgent: (agent, owner) => agent === known.agent && owner === known.owner.address,
    })
    await relay(careful, await rotation(known))
    const refused = await rotation(stranger)
    const notAllowed = { code: 'MEDREC_RELAY_NOT_ALLOWED' }
    await expect(careful.submit(refused)).rejects.toMatchObject(notAllowed)
    await expect(careful.simulate(refused)).rejects.toMatchObject(notAllowed)
    expect(await chain.network.client.getCode({ address: stranger.agent })).toBeUndefined()
  })

  it('gives custody to a custodian, who may give up what it has', async () => {
    const { owner, agent } = await newPerson()
    const custodian = newAccount()
    const until = nowSeconds() + 5 * DAY
    const domain = domainOf(agent)
    const custody = { ownerRights: 1, until, custodian: custodian.address, nonce: 1n, deadline }
    const begin = {
      type: 'SetCustody',
      agent,
      message: custody,
      signature: await owner.signTypedData(typedSetCustody(domain, custody)),
    } as const
    expect(await refusalOf({ ...begin, message: { ...custody, nonce: 0n } })).not.toBe('accepted')
    const message = { custodian: custodian.address, rights: 7, until, nonce: 0n, deadline }
    const set = {
      type: 'SetCustodian',
      agent,
      message,
      signature: await owner.signTypedData(typedSetCustodian(domain, message)),
    } as const
    expect(await signerOf(chain.network, set)).toBe(owner.address)
    await relay(chain.relayer, set)
    await relay(chain.relayer, begin)
    expect(await refusalOf(set)).toBe('MEDREC_RELAY_STALE_NONCE')
    const renounced = { ...message, rights: 0, nonce: 2n }
    await relay(chain.relayer, {
      type: 'SetCustodian',
      agent,
      message: renounced,
      signature: await custodian.signTypedData(typedSetCustodian(domain, renounced)),
    })
    const none = { ...custody, custodian: newAccount().address, nonce: 0n, ownerRights: 0 }
    const other = await newPerson()
    const unready = {
      type: 'SetCustody',
      agent: other.agent,
      message: none,
      signature: await other.owner.signTypedData(typedSetCustody(domainOf(other.agent), none)),
    } as const
    expect(await refusalOf(unready)).toBe('MEDREC_RELAY_NO_CUSTODIAN')
  })

  it('releases what a switch names once nothing is heard any more', async () => {
    const patient = await newRelationship(chain.network)
    await relay(chain.relayer, await patient.open())
    const { agent, owner } = patient
    const directive = {
      ...{ relationshipId: patient.id, kindsVersion: KINDS_VERSION, kindsHash: KINDS_HASH },
      ...{ grants: [grantOf(patient.commitment(newAccount().address))], salt: SALT },
    }
    const setting = {
      ...{ timeout: DAY, directives: [directiveHashOf(directive)], nonce: 0n, deadline },
    }
    await relay(chain.relayer, {
      type: 'SetSwitch',
      agent,
      message: setting,
      signature: await owner.signTypedData(typedSetSwitch(domainOf(agent), setting)),
    })
    const touched = { nonce: 1n, deadline }
    await relay(chain.relayer, {
      type: 'Touch',
      agent,
      message: touched,
      signature: await owner.signTypedData(typedTouch(domainOf(agent), touched)),
    })
    const release = { type: 'Release', message: directive } as const
    expect(await signerOf(chain.network, release)).toBeUndefined()
    expect(await refusalOf(release)).toBe('MEDREC_RELAY_NOT_RELEASED')
    await callRpc(chain.engine.rpcUrl, 'evm_increaseTime', [DAY + 1])
    await callRpc(chain.engine.rpcUrl, 'evm_mine', [])
    await relay(chain.relayer, release)
  })

  it('recovers an Agent by its guardians, unless an owner vetoes it', async () => {
    const { owner, agent } = await newPerson()
    const { chainId } = chain.network
    const domain = domainOf(agent)
    const [guardian, next] = [newAccount(), newAccount()]
    const commitment = guardianCommitmentOf({
      ...{ chainId, agent, guardian: guardian.address, salt: SALT },
    })
    const guardians = { threshold: 1, delaySeconds: DAY, commitments: [commitment] }
    const setting = { guardiansHash: guardiansHashOf(guardians), nonce: 0n, deadline }
    await relay(chain.relayer, {
      type: 'SetGuardians',
      agent,
      message: setting,
      signature: await owner.signTypedData(typedSetGuardians(domain, setting)),
    })
    const recover = async (nonce: bigint) => {
      const message = { owner: next.address, sealedPointer: '0x', nonce, deadline } as const
      const typed = typedRecover(domain, message)
      const signature = await guardian.signTypedData(typed)
      return {
        type: 'Recover',
        agent,
        message,
        guardians,
        approvals: [{ index: 0, salt: SALT, signature }],
        ownerSignature: await next.signTypedData(typed),
      } as const
    }
    const first = await recover(1n)
    expect(await signerOf(chain.network, first)).toBe(next.address)
    expect(await refusalOf({ ...first, approvals: [] })).toBe('MEDREC_RELAY_APPROVALS_MISSING')
    await relay(chain.relayer, first)
    const veto = { nonce: 2n, deadline }
    await relay(chain.relayer, {
      type: 'VetoRecovery',
      agent,
      message: veto,
      signature: await owner.signTypedData(typedVetoRecovery(domain, veto)),
    })
    const complete = {
      type: 'CompleteRecovery',
      agent,
      message: { owner: next.address, sealedPointer: '0x' },
    } as const
    expect(await refusalOf(complete)).toBe('MEDREC_RELAY_NO_RECOVERY')
    await relay(chain.relayer, await recover(3n))
    expect(await refusalOf(complete)).toBe('MEDREC_RELAY_RECOVERY_NOT_READY')
    await callRpc(chain.engine.rpcUrl, 'evm_increaseTime', [DAY + 1])
    await callRpc(chain.engine.rpcUrl, 'evm_mine', [])
    await relay(chain.relayer, complete)
    expect(await isOwner(agent, next)).toBe(true)
  })

  it('founds a group and sets who is in it', async () => {
    const { chainId, groups: contract } = chain.network
    const [founder, member] = [await newPerson(), await newPerson()]
    const domain = agentGroupsDomain({ chainId, contract })
    const founding = { founder: founder.agent, salt: SALT, deadline }
    const found = {
      type: 'Found',
      message: founding,
      signature: await founder.owner.signTypedData(typedFound(domain, founding)),
    } as const
    expect(await signerOf(chain.network, found)).toBe(founder.owner.address)
    await relay(chain.relayer, found)
    expect(await refusalOf(found)).toBe('MEDREC_RELAY_UNCHANGED')
    const group = agentGroupOf({ chainId, contract, founder: founder.agent, salt: SALT })
    const membership = {
      ...{ group, administrator: founder.agent, agent: member.agent, isMember: true },
      ...{ isAdministrator: false, nonce: 0n, deadline },
    }
    const set = {
      type: 'SetMembership',
      message: membership,
      signature: await founder.owner.signTypedData(typedSetMembership(domain, membership)),
    } as const
    await relay(chain.relayer, set)
    const isMember = chain.network.client.readContract({
      ...{ address: contract, abi: agentGroupsAbi },
      ...{ functionName: 'isMember', args: [group, member.agent] },
    })
    expect(await isMember).toBe(true)
    const unknown = { ...set, message: { ...membership, group: member.agent } }
    expect(await refusalOf(unknown)).toBe('MEDREC_RELAY_UNKNOWN_GROUP')
  })

  it('anchors an access log', async () => {
    const { chainId, anchors: contract, client } = chain.network
    const provider = await newPerson()
    const { timestamp } = await client.getBlock()
    const message = {
      ...{ provider: provider.agent, interval: anchorIntervalAt(Number(timestamp)), root: SALT },
    }
    const typed = typedAnchor(accessLogAnchorsDomain({ chainId, contract }), message)
    const signature = await provider.owner.signTypedData(typed)
    const anchor = { type: 'Anchor', message, signature } as const
    expect(await signerOf(chain.network, anchor)).toBe(provider.owner.address)
    await relay(chain.relayer, anchor)
    expect(await refusalOf(anchor)).toBe('MEDREC_RELAY_UNCHANGED')
    const empty = { ...anchor, message: { ...message, root: zeroHash } }
    expect(await refusalOf(empty)).toBe('MEDREC_RELAY_UNCHANGED')
  })
})
