import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { agentFactoryAbi } from '@medrec/smart-contracts'
import { createWalletClient, defineChain, http, isAddressEqual, parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RegistryActionError } from '../src/index.ts'
import {
  cliqueConsensus,
  createFollowProbe,
  type GethNetwork,
  prepareGethAuthority,
  type SignerVoterEvent,
  startGethAuthority,
  startGethNetwork,
  startSignerVoter,
} from '../src/node/index.ts'
import { temporaryFolder } from './chain-fixture.ts'
import { eventually, foundRegistry, gethHere, memberOf, newPerson } from './clique-fixture.ts'
import { gethOrSkip } from './geth-fixture.ts'
import { openSockets } from './open-sockets.ts'

/** One network for all of them, since its start takes seconds; each leaves its nodes running. */
describe('startGethNetwork', () => {
  const stack = new AsyncDisposableStack()
  let folder: string
  let network: GethNetwork

  beforeAll(async () => {
    const program = await gethHere()
    if (program === undefined) return
    folder = stack.use(await temporaryFolder()).path
    network = await startGethNetwork({ program, folder, authorities: 4, periodSeconds: 1 })
    stack.defer(() => network[Symbol.asyncDispose]())
  }, 150_000)
  afterAll(() => stack.disposeAsync(), 30_000)

  const authority = (index: number) => {
    const found = network.authorities[index]
    if (found === undefined) throw new TypeError(`There is no authority ${index}.`)
    return found
  }
  const control = (index: number) => authority(index).running().control
  const heightOf = async (index: number) => Number(await control(index)('eth_blockNumber'))
  const signersAt = async (index: number) =>
    JSON.stringify(await control(index)('clique_getSigners')).toLowerCase()
  const isSigner = async (sealer: string) => (await signersAt(0)).includes(sealer.toLowerCase())
  const hasSealed = async (sealer: string) => {
    const head = await control(0)('eth_blockNumber')
    const headSealer = String(await control(0)('clique_getSigner', [head]))
    return headSealer.toLowerCase() === sealer.toLowerCase()
  }

  it('has all authorities seal in turn, each at most once in three blocks', async (context) => {
    await gethOrSkip(context)
    const sealers: string[] = []
    await eventually(async () => {
      sealers.length = 0
      const height = await heightOf(0)
      for (let number = 1; number <= height; number += 1) {
        sealers.push(String(await control(0)('clique_getSigner', [`0x${number.toString(16)}`])))
      }
      return new Set(sealers).size === 4
    })
    for (const [place, sealer] of sealers.entries()) {
      expect(sealers.slice(Math.max(0, place - 2), place)).not.toContain(sealer)
    }
  })

  it('goes on with one of four killed, which catches up when it is back', async (context) => {
    await gethOrSkip(context)
    const { rpcUrl, sealer } = authority(3)
    await authority(3).kill()
    const killedAt = await heightOf(0)
    await eventually(async () => (await heightOf(0)) >= killedAt + 5)
    await authority(3).start()
    expect(authority(3)).toMatchObject({ rpcUrl, sealer })
    expect(authority(3).running().startedFrom).toBe('newest-state')
    await eventually(async () => (await heightOf(3)) >= killedAt + 5)
    await eventually(() => hasSealed(sealer))
  })

  it('neither speaks with nor lets seal a stranger who has the genesis', async (context) => {
    const program = await gethOrSkip(context)
    const stateFolder = join(folder, 'stranger')
    const listen = { address: '127.0.0.1', port: 0 }
    const { genesis } = network
    const peers = network.authorities.map(({ enode }) => enode)
    await using stranger = await startGethAuthority({
      ...{ program, stateFolder, listen, genesis, peers, rpcPort: 0 },
    })
    const [start, peersBefore] = [await heightOf(0), await control(0)('net_peerCount')]
    await eventually(async () => (await heightOf(0)) >= start + 4)
    expect(await stranger.control('net_peerCount')).toBe('0x0')
    expect(await stranger.control('eth_blockNumber')).toBe('0x0')
    expect(await control(0)('net_peerCount')).toBe(peersBefore)
    expect(await isSigner(stranger.sealer)).toBe(false)
  })

  it('keeps keys for this user alone, and what changes a node off its HTTP', async (context) => {
    await gethOrSkip(context)
    for (const file of ['password', 'geth/nodekey', 'geth.ipc']) {
      const path = join(folder, 'authority-1', file)
      // The socket is elsewhere where the folder's path is long.
      const mode = await stat(path).then(
        (found) => found.mode & 0o077,
        () => 0,
      )
      expect([file, mode]).toEqual([file, 0])
    }
    expect((await stat(join(folder, 'treasury.key'))).mode & 0o077).toBe(0)
    for (const method of ['clique_propose', 'debug_setHead', 'miner_stop', 'admin_addPeer']) {
      const answer = await fetch(authority(0).rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] }),
      })
      expect(await answer.json()).toMatchObject({ error: { code: -32_601 } })
    }
  })

  it.runIf(process.platform === 'linux')('opens no door beyond loopback', async (context) => {
    await gethOrSkip(context)
    expect(await openSockets(authority(0).running().processId)).toEqual([])
  })

  it('lets in who the members vote in, and out who they vote out', async (context) => {
    await gethOrSkip(context)
    const { network: registry, deployment, members } = await foundRegistry(network)
    const newcomer = await network.join()
    const events: SignerVoterEvent[] = []
    await using voters = new AsyncDisposableStack()
    const startVoter = (
      node: { rpcUrl: string; control: ReturnType<typeof control> },
      heard = events,
    ) => {
      const newcomerRpcUrl = newcomer.rpcUrl
      const probe = createFollowProbe({ ownRpcUrl: node.rpcUrl, newcomerRpcUrl, blocks: 3 })
      return startSignerVoter({
        ...{ rpcUrl: node.rpcUrl, consensus: cliqueConsensus(node.control) },
        ...{ registry: deployment.registry, deploymentBlock: deployment.deploymentBlock },
        isReady: (sealer) =>
          isAddressEqual(sealer, newcomer.sealer) ? probe() : Promise.resolve(false),
        intervalMs: 300,
        report: (event) => heard.push(event),
      })
    }
    for (const running of network.authorities.map((each) => each.running())) {
      voters.use(startVoter(running))
    }

    // The newcomer's Agent, which anybody may have made.
    const person = newPerson(newcomer.sealer, 4)
    await network.fund(person.account.address, parseEther('10'))
    const factory = { address: registry.factory, abi: agentFactoryAbi } as const
    const wallet = createWalletClient({
      account: person.account,
      chain: defineChain({
        ...{ id: network.chainId, name: 'geth', rpcUrls: { default: { http: [] } } },
        nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      }),
      transport: http(authority(0).rpcUrl),
    })
    const hash = await wallet.writeContract({
      ...{ ...factory, functionName: 'createProviderAgent', args: [person.owner.address] },
    })
    await registry.client.waitForTransactionReceipt({ hash, pollingInterval: 100 })
    const agent = await registry.client.readContract({
      ...{ ...factory, functionName: 'providerAgentOf', args: [person.owner.address] },
    })
    const fifth = memberOf(registry, person, agent)

    const [one, two, three] = members
    if (one === undefined || two === undefined || three === undefined) throw new TypeError('Four.')
    const [admission] = await one.act({ type: 'propose-admission', newcomer: fifth.member })
    if (admission === undefined) throw new TypeError('There is a proposal.')
    await expect(one.act({ type: 'enact', ...admission })).rejects.toMatchObject({
      code: 'MEDREC_REGISTRY_ACTION_REFUSED',
      details: { contractError: 'AgentRegistry__NotCarried' },
    })
    await expect(
      fifth.act({ type: 'vote', id: admission.id, isInFavour: true }),
    ).rejects.toBeInstanceOf(RegistryActionError)
    expect(await isSigner(newcomer.sealer)).toBe(false)
    await two.act({ type: 'vote', id: admission.id, isInFavour: true })
    await three.act(
      { type: 'vote', id: admission.id, isInFavour: true },
      { type: 'enact', ...admission },
    )
    await eventually(() => hasSealed(newcomer.sealer))
    await eventually(async () => JSON.stringify(await control(0)('clique_proposals')) === '{}')

    const [removal] = await one.act({ type: 'propose-removal', target: agent })
    if (removal === undefined) throw new TypeError('There is a proposal.')
    await two.act({ type: 'vote', id: removal.id, isInFavour: true })
    await three.act(
      { type: 'vote', id: removal.id, isInFavour: true },
      { type: 'enact', ...removal },
    )
    await eventually(async () => !(await isSigner(newcomer.sealer)))
    await eventually(async () => JSON.stringify(await control(0)('clique_proposals')) === '{}')
    const votes = events.flatMap((event) => (event.type === 'voted' ? event.votes : []))
    expect(new Set(votes.map(({ sealer }) => sealer))).toEqual(new Set([newcomer.sealer]))

    // A voter that starts anew finds nothing to do, also on a node that forgot its votes.
    const heardAnew: SignerVoterEvent[] = []
    await authority(0).stop()
    await authority(0).start()
    await using again = startVoter(authority(0).running(), heardAnew)
    const start = await heightOf(0)
    await eventually(async () => (await heightOf(0)) >= start + 3)
    await again[Symbol.asyncDispose]()
    expect(heardAnew).toEqual([])
    expect(await isSigner(newcomer.sealer)).toBe(false)
  }, 150_000)

  it('is the same network after all of it was stopped', async (context) => {
    const program = await gethOrSkip(context)
    const block = await control(0)('eth_getBlockByNumber', ['0x5', false])
    const identities = () =>
      network.authorities.map(({ sealer, enode }) => [sealer, enode.split('@')[0]])
    const before = identities()
    await network[Symbol.asyncDispose]()
    network = await startGethNetwork({ program, folder, authorities: 4, periodSeconds: 1 })
    expect(identities()).toEqual(before)
    expect(await control(0)('eth_getBlockByNumber', ['0x5', false])).toEqual(block)
    const start = await heightOf(0)
    await eventually(async () => (await heightOf(0)) >= start + 2)
  }, 60_000)

  it('gives an authority its two keys once', async (context) => {
    const program = await gethOrSkip(context)
    const stateFolder = join(folder, 'identity')
    const options = { program, stateFolder, listen: { address: '127.0.0.1', port: 30_303 } }
    const identity = await prepareGethAuthority(options)
    expect(await prepareGethAuthority(options)).toEqual(identity)
    expect(identity.enode).toMatch(/^enode:\/\/[0-9a-f]{128}@127\.0\.0\.1:30303\?discport=0$/)
  })
})
