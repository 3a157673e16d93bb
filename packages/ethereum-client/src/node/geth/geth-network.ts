import { randomInt } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Address, getAddress, parseEther } from 'viem'
import { z } from 'zod'
import { chainIdIn } from '../chain-id-file.ts'
import { EngineStartError } from '../engine-process.ts'
import { freePort } from '../free-port.ts'
import { writeFileWhole } from '../write-file-whole.ts'
import { type CliqueGenesis, cliqueGenesis, EPOCH_BLOCKS } from './clique-genesis.ts'
import { readHeight, readSealer, readSigners } from './clique-state.ts'
import { type CliqueWatchdogEvent, startCliqueWatchdog } from './clique-watchdog.ts'
import {
  type GethAuthority,
  type GethIdentity,
  prepareGethAuthority,
  startGethAuthority,
} from './geth-authority.ts'
import type { NodeControl } from './node-socket.ts'
import { payUpTo, treasuryIn } from './treasury.ts'

export type GethNetworkOptions = {
  /** Found by {@link findGeth}. */
  readonly program: string
  /** Holds every authority's folder and the treasury's key; made if absent. */
  readonly folder: string
  /** How many seal from the first block; asked for at the first start only. */
  readonly authorities: number
  /** At least 1; asked for at the first start only. */
  readonly periodSeconds: number
  /** Of the first authority's RPC; 0, the default, picks a free one. The others' are free ones. */
  readonly rpcPort?: number
}

/** One authority of a network on one machine, which can be stopped and started by itself. */
export type NetworkAuthority = GethIdentity & {
  /** The same as long as the network runs. */
  readonly rpcUrl: string
  readonly isRunning: () => boolean
  /** The node as it runs; @throws {TypeError} if it is stopped. */
  running(): GethAuthority
  start(): Promise<void>
  /** Ends it in good order. */
  stop(): Promise<void>
  /** Ends it as a crash would. */
  kill(): Promise<void>
}

/** A network of authorities on one machine. Disposing of it stops all, with all state on disk. */
export type GethNetwork = AsyncDisposable & {
  readonly chainId: number
  readonly periodSeconds: number
  readonly epochBlocks: number
  readonly genesis: CliqueGenesis
  readonly authorities: readonly NetworkAuthority[]
  /** Makes sure that an account owns at least `wei`, out of the genesis. Safe to repeat. */
  fund(address: Address, wei: bigint): Promise<void>
  /** Adds a node that knows all others and they it; it follows, and seals once voted in. */
  join(): Promise<NetworkAuthority>
}

const networkSchema = z.strictObject({
  periodSeconds: z.int().min(1),
  authorities: z.int().min(1),
  /** The sealers of the genesis. */
  founding: z.array(z.string().transform((text) => getAddress(text))).min(1),
})

/** More than all fees there will ever be. */
const TREASURY = parseEther('1000000000')
const ALL_SEAL_WITHIN_MS = 120_000

/**
 * Starts a network of Clique authorities on loopback, each a geth of its own, and waits until all
 * of them have sealed. For tests, and to try out on one machine what providers run on many.
 *
 * @throws {EngineStartError} MEDREC_ENGINE_DID_NOT_START
 * @throws as {@link startGethAuthority}
 */
export async function startGethNetwork(options: GethNetworkOptions): Promise<GethNetwork> {
  const network = await openGethNetwork(options)
  try {
    await Promise.all(network.authorities.map((authority) => authority.start()))
    // Nodes that first meet may each have sealed alone, on heads of one weight.
    await using _watchdogs = watchGethNetwork(network, {
      folder: options.folder,
      // Whether it starts is what is told.
      report: () => undefined,
    })
    await untilAllHaveSealed(network)
    return network
  } catch (error) {
    await network[Symbol.asyncDispose]()
    throw error
  }
}

/**
 * Watches over every running authority of a network, each by a watchdog of its own.
 *
 * @param options.folder the network's; takes the evidence of equivocations
 * @param options.report as of {@link startCliqueWatchdog}, with the authority's place, from 0
 */
export function watchGethNetwork(
  { authorities, periodSeconds }: GethNetwork,
  options: {
    readonly folder: string
    readonly report: (event: CliqueWatchdogEvent, place: number) => void
  },
): AsyncDisposable {
  const watchdogs = new AsyncDisposableStack()
  for (const [place, authority] of authorities.entries()) {
    watchdogs.use(
      startCliqueWatchdog({
        node: authority.running(),
        others: async () => authorities.filter((other) => other !== authority),
        periodSeconds,
        evidenceFolder: join(options.folder, `evidence-${place + 1}`),
        report: (event) => options.report(event, place),
      }),
    )
  }
  return watchdogs
}

/** Makes a network or finds it, and starts none of its nodes. */
export async function openGethNetwork(options: GethNetworkOptions): Promise<GethNetwork> {
  const { program, folder } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const chainId = await chainIdIn(folder)
  const treasury = await treasuryIn(join(folder, 'treasury.key'))
  const networkFile = join(folder, 'authorities.json')
  const homeOf = (index: number, port: number) => ({
    ...{ program, stateFolder: join(folder, `authority-${index + 1}`) },
    listen: { address: '127.0.0.1', port },
  })
  const known = await readNetwork(networkFile)
  const p2pPorts: number[] = []
  while (p2pPorts.length < (known?.authorities ?? options.authorities)) {
    p2pPorts.push(await quietPort(p2pPorts))
  }
  const identities: GethIdentity[] = []
  for (const [index, port] of p2pPorts.entries()) {
    identities.push(await prepareGethAuthority(homeOf(index, port)))
  }
  const founding = known?.founding ?? identities.map(({ sealer }) => sealer)
  const periodSeconds = known?.periodSeconds ?? options.periodSeconds
  const save = () => {
    const network = { periodSeconds, authorities: p2pPorts.length, founding }
    return writeFileWhole(networkFile, `${JSON.stringify(network)}\n`)
  }
  if (known === undefined) await save()
  const genesis = cliqueGenesis({
    ...{ chainId, periodSeconds, epochBlocks: EPOCH_BLOCKS, signers: founding },
    alloc: new Map([[treasury.address, TREASURY]]),
  })

  async function authorityOf(index: number, identity: GethIdentity, rpcPort: number) {
    const port = p2pPorts[index] ?? 0
    const chosenRpcPort = rpcPort === 0 ? await quietPort(p2pPorts) : await freePort(rpcPort)
    let node: GethAuthority | undefined
    return {
      ...identity,
      rpcUrl: `http://127.0.0.1:${chosenRpcPort}`,
      isRunning: () => node !== undefined,
      running() {
        if (node === undefined) throw new TypeError(`Authority ${index + 1} is stopped.`)
        return node
      },
      async start() {
        const peers = identities.map(({ enode }) => enode)
        node = await startGethAuthority({
          ...homeOf(index, port),
          ...{ genesis, peers, rpcPort: chosenRpcPort },
        })
      },
      async stop() {
        await node?.[Symbol.asyncDispose]()
        node = undefined
      },
      async kill() {
        if (node === undefined) return
        process.kill(node.processId, 'SIGKILL')
        await node.ended
        await node[Symbol.asyncDispose]()
        node = undefined
      },
    } satisfies NetworkAuthority
  }

  const authorities: NetworkAuthority[] = []
  for (const [index, identity] of identities.entries()) {
    authorities.push(await authorityOf(index, identity, index === 0 ? (options.rpcPort ?? 0) : 0))
  }
  return {
    ...{ chainId, periodSeconds, epochBlocks: EPOCH_BLOCKS, genesis, authorities },
    async fund(to, wei) {
      const rpcUrl = authorities.find((authority) => authority.isRunning())?.rpcUrl
      if (rpcUrl === undefined) throw new TypeError('No authority runs.')
      await payUpTo({ ...{ rpcUrl, chainId, treasury, to, wei } })
    },
    async join() {
      const port = await quietPort(p2pPorts)
      p2pPorts.push(port)
      const index = p2pPorts.length - 1
      const identity = await prepareGethAuthority(homeOf(index, port))
      identities.push(identity)
      await save()
      const newcomer = await authorityOf(index, identity, 0)
      const others = authorities.filter((authority) => authority.isRunning())
      authorities.push(newcomer)
      for (const other of others) await other.running().addPeer(identity.enode)
      await newcomer.start()
      return newcomer
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(authorities.map((authority) => authority.stop()))
    },
  }
}

/** Each of those who may seal has to seal a new block. */
async function untilAllHaveSealed({ authorities }: GethNetwork): Promise<void> {
  const [first] = authorities
  if (first === undefined) return
  const { control } = first.running()
  const sealers = authorities.map(({ sealer }) => sealer)
  const from = await readHeight(control)
  const deadline = performance.now() + ALL_SEAL_WITHIN_MS
  for (;;) {
    // A block may be taken back between two questions about it: then both are asked again.
    const isDone = await haveAllSealed(control, sealers, from).catch((error: unknown) => {
      if (performance.now() > deadline) throw error
      return false
    })
    if (isDone) return
    if (performance.now() > deadline) throw new EngineStartError(null)
    await pause(100)
  }
}

async function haveAllSealed(
  control: NodeControl,
  sealers: readonly Address[],
  from: number,
): Promise<boolean> {
  const height = await readHeight(control)
  const signers = await readSigners(control, height)
  const waiting = new Set(sealers.filter((sealer) => signers.includes(sealer)))
  for (let number = height; number > from && waiting.size > 0; number -= 1) {
    waiting.delete(await readSealer(control, number))
  }
  return waiting.size === 0
}

/**
 * Finds a free port that no connection takes by chance: a node that is started again needs it again.
 * Below what systems give to connections, and above what services are known by.
 */
async function quietPort(taken: readonly number[]): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if (taken.includes(port)) continue
    const isFree = await freePort(port).then(
      () => true,
      () => false,
    )
    if (isFree) return port
  }
}

async function readNetwork(path: string) {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : networkSchema.parse(JSON.parse(text))
}
