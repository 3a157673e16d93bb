import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Address, createPublicClient, http, parseEther, parseGwei } from 'viem'
import { describe, expect, it } from 'vitest'
import { freePort } from '../src/node/free-port.ts'
import {
  type CliqueWatchdogEvent,
  cliqueGenesis,
  type GethAuthority,
  prepareGethAuthority,
  startCliqueWatchdog,
  startGethAuthority,
} from '../src/node/index.ts'
import { newAccount, temporaryFolder } from './chain-fixture.ts'
import { eventually } from './clique-fixture.ts'
import { gethOrSkip } from './geth-fixture.ts'

const CHAIN_ID = 4_711_017
const rich = newAccount()

/** Nodes of one chain that know nobody and so seal only when they are told; by sealer. */
async function startStrangers(options: {
  readonly program: string
  readonly folder: string
  readonly count: number
}): Promise<AsyncDisposable & { readonly nodes: readonly GethAuthority[] }> {
  const homes = []
  for (let index = 0; index < options.count; index += 1) {
    const listen = { address: '127.0.0.1', port: await freePort(0) }
    const stateFolder = join(options.folder, `${index}`)
    homes.push({ program: options.program, stateFolder, listen })
  }
  const identities = await Promise.all(homes.map(prepareGethAuthority))
  const genesis = cliqueGenesis({
    ...{ chainId: CHAIN_ID, periodSeconds: 1, epochBlocks: 30_000 },
    signers: identities.map(({ sealer }) => sealer),
    alloc: new Map([[rich.address, parseEther('1')]]),
  })
  await using stack = new AsyncDisposableStack()
  const nodes: GethAuthority[] = []
  for (const home of homes) {
    nodes.push(stack.use(await startGethAuthority({ ...home, genesis, peers: [], rpcPort: 0 })))
  }
  nodes.sort((a, b) => (a.sealer.toLowerCase() < b.sealer.toLowerCase() ? -1 : 1))
  const running = stack.move()
  return { nodes, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

const heightOf = async (node: GethAuthority) => Number(await node.control('eth_blockNumber'))

/** Has one node seal one block. */
async function seal(node: GethAuthority): Promise<void> {
  const next = (await heightOf(node)) + 1
  await node.control('miner_start')
  await eventually(async () => (await heightOf(node)) >= next)
  await node.control('miner_stop')
}

/** Hands one node's chain to another, without their speaking. */
async function hand(folder: string, from: GethAuthority, to: GethAuthority): Promise<void> {
  const file = join(folder, `chain-${from.sealer}-${await heightOf(from)}.rlp`)
  await from.control('admin_exportChain', [file])
  await to.control('admin_importChain', [file])
}

/** Every node speaks with every other, and so seals. */
async function connect(nodes: readonly GethAuthority[]): Promise<void> {
  for (const node of nodes) {
    for (const { enode } of nodes) if (enode !== node.enode) await node.addPeer(enode)
  }
  const others = `0x${(nodes.length - 1).toString(16)}`
  for (const node of nodes) {
    await eventually(async () => (await node.control('net_peerCount')) === others)
    await eventually(async () => (await node.control('eth_mining')) === true)
  }
}

function watchdogsOf(nodes: readonly GethAuthority[], folder: string) {
  const events = new Map<Address, CliqueWatchdogEvent[]>()
  const stack = new AsyncDisposableStack()
  const start = (node: GethAuthority, now = Date.now) => {
    const heard: CliqueWatchdogEvent[] = []
    events.set(node.sealer, heard)
    return stack.use(
      startCliqueWatchdog({
        ...{
          node,
          others: async () => nodes.filter((other) => other !== node),
          periodSeconds: 1,
          now,
        },
        evidenceFolder: join(folder, 'evidence'),
        // The load of a test machine is no drift.
        clockLimitMs: 30_000,
        report: (event) => heard.push(event),
      }),
    )
  }
  return { start, heardBy: (node: GethAuthority) => events.get(node.sealer) ?? [], stack }
}

describe('startCliqueWatchdog', () => {
  it('ends the deadlock of equal heads of a chain whose sealers all live (go-ethereum#18402)', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    await using strangers = await startStrangers({ program, folder: folder.path, count: 4 })
    const { nodes } = strangers
    const [zero, one, two, three] = nodes
    if (!zero || !one || !two || !three) throw new TypeError('There are four.')

    // Two branches of two blocks, each sealed by two: in turn and out of turn, and the reverse.
    await seal(one)
    await hand(folder.path, one, zero)
    await seal(zero)
    await hand(folder.path, zero, one)
    const transaction = await rich.signTransaction({
      ...{
        type: 'eip1559',
        chainId: CHAIN_ID,
        nonce: 0,
        gas: 21_000n,
        to: rich.address,
        value: 1n,
      },
      ...{ maxFeePerGas: parseGwei('10'), maxPriorityFeePerGas: parseGwei('1') },
    })
    const hash = await three.control('eth_sendRawTransaction', [transaction])
    await seal(three)
    await hand(folder.path, three, two)
    await seal(two)
    await hand(folder.path, two, three)
    const receipt = (node: GethAuthority) => node.control('eth_getTransactionReceipt', [hash])
    expect(await receipt(three)).toMatchObject({ status: '0x1' })
    const headOf = async (node: GethAuthority) => {
      const [block] = [await node.control('eth_getBlockByNumber', ['latest', false])]
      return block as { hash: string; number: string; totalDifficulty: string }
    }
    const [a, b] = [await headOf(zero), await headOf(two)]
    expect([a.number, b.number]).toEqual(['0x2', '0x2'])
    expect(a.totalDifficulty).toBe(b.totalDifficulty)
    expect(a.hash).not.toBe(b.hash)

    // All speak with each other and seal, and geth does not find out of it.
    await connect(nodes)
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    for (const node of nodes) expect(await heightOf(node)).toBe(2)

    const watchdogs = watchdogsOf(nodes, folder.path)
    await using _ = watchdogs.stack
    const startedAt = performance.now()
    for (const node of nodes) watchdogs.start(node)
    for (const node of nodes) await eventually(async () => (await heightOf(node)) >= 5, 40_000)
    expect(performance.now() - startedAt).toBeLessThan(20_000)
    // By EIP-3436 the block of the sealer in turn stays.
    for (const node of [two, three]) {
      expect(watchdogs.heardBy(node).map(({ type }) => type)).not.toContain('rewound')
    }
    // The first of them makes the kept branch the heavier one, which geth follows by itself.
    expect([...watchdogs.heardBy(zero), ...watchdogs.heardBy(one)]).toContainEqual({
      ...{ type: 'rewound', blocks: 2, hasArrived: true },
    })
    expect(await zero.control('eth_getBlockByNumber', ['0x2', false])).toMatchObject({
      hash: b.hash,
    })
    await eventually(async () => (await receipt(zero)) !== null)
  }, 120_000)

  it('keeps both headers of a sealer that sealed twice on one block', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    await using strangers = await startStrangers({ program, folder: folder.path, count: 3 })
    const [honest, twice, other] = strangers.nodes
    if (!honest || !twice || !other) throw new TypeError('There are three.')
    await seal(twice)
    await hand(folder.path, twice, other)
    await twice.control('debug_setHead', ['0x0'])
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await seal(twice)

    const watchdogs = watchdogsOf(strangers.nodes, folder.path)
    await using _ = watchdogs.stack
    watchdogs.start(honest)
    await eventually(() => watchdogs.heardBy(honest).some(({ type }) => type === 'equivocation'))
    const found = watchdogs.heardBy(honest).find(({ type }) => type === 'equivocation')
    expect(found).toMatchObject({
      evidence: { sealer: twice.sealer, number: 1, certainty: 'proven' },
    })
    const [file = ''] = await readdir(join(folder.path, 'evidence'))
    const kept = JSON.parse(await readFile(join(folder.path, 'evidence', file), 'utf8'))
    for (const { rlp } of kept.headers) {
      expect(await honest.control('clique_getSigner', [rlp])).toBe(twice.sealer.toLowerCase())
    }
  }, 60_000)

  it('seals no more while its clock is a minute off the others, and again when it is right', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    await using strangers = await startStrangers({ program, folder: folder.path, count: 4 })
    const { nodes } = strangers
    await connect(nodes)
    const [adrift] = nodes
    if (!adrift) throw new TypeError('There are four.')
    let driftMs = 60_000
    const watchdogs = watchdogsOf(nodes, folder.path)
    await using _ = watchdogs.stack
    watchdogs.start(adrift, () => Date.now() + driftMs)
    const clockEvents = () => watchdogs.heardBy(adrift).filter(({ type }) => type === 'clock')
    const client = createPublicClient({ transport: http(adrift.rpcUrl), cacheTime: 0 })
    await eventually(() => clockEvents().length === 1)
    expect(await adrift.control('eth_mining')).toBe(false)
    const stoppedAt = await client.getBlockNumber()
    await eventually(async () => (await client.getBlockNumber()) > stoppedAt + 3n)
    driftMs = 0
    await eventually(() => clockEvents().length === 2)
    expect(await adrift.control('eth_mining')).toBe(true)
    expect(clockEvents()).toMatchObject([{ isSealing: false }, { isSealing: true }])
  }, 120_000)
})
