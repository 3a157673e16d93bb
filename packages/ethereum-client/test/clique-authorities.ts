import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Address, zeroHash } from 'viem'
import { readCliqueHeader } from '../src/clique/clique-header.ts'
import { launchEngine } from '../src/node/engine-process.ts'
import { freePort } from '../src/node/free-port.ts'
import { cliqueGenesis } from '../src/node/geth/clique-genesis.ts'
import { makeSigner } from '../src/node/geth/clique-signer.ts'
import { gethArguments } from '../src/node/geth/geth-arguments.ts'
import { runGeth } from '../src/node/geth/geth-command.ts'
import { callRpc } from '../src/node/json-rpc.ts'

/** One geth that seals, with the doors a test needs: votes, peers, going back. */
export type Authority = {
  /** Lower-case. */
  readonly signer: Address
  readonly rpcUrl: string
  readonly call: (method: string, params: readonly unknown[]) => Promise<unknown>
}

export type Authorities = AsyncDisposable & {
  readonly authorities: readonly Authority[]
  readonly chainId: number
  /** Who sealed a block, by the first authority. */
  readonly sealerOf: (tag: string) => Promise<Address | undefined>
}

export type AuthoritiesOptions = {
  readonly program: string
  readonly count: number
  /** How many of them may seal from the start. */
  readonly firstSigners: number
  readonly periodSeconds: number
  readonly epochBlocks: number
}

/** Ends its geth when this process ends, however it does. */
const SUPERVISOR = joinPath(import.meta.dirname, '../src/node/geth/geth-supervisor.ts')
const STARTS_WITHIN_MS = 60_000

/** Starts real geths on loopback that know each other, each with a key of its own. */
export async function openAuthorities(options: AuthoritiesOptions): Promise<Authorities> {
  const { program, count, firstSigners, periodSeconds, epochBlocks } = options
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(joinPath(tmpdir(), 'medrec-authorities-'))
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }))
  const homes = Array.from({ length: count }, (_, at) => ({
    program,
    folder: joinPath(folder, `${at}`),
  }))
  for (const home of homes) await mkdir(home.folder, { mode: 0o700 })
  const signers = await Promise.all(homes.map((home) => makeSigner(home)))
  const chainId = 1 + Math.floor(Math.random() * 2 ** 40)
  const genesis = cliqueGenesis({
    chainId,
    periodSeconds,
    epochBlocks,
    signers: signers.slice(0, firstSigners).map(({ address }) => address),
    alloc: new Map(signers.map(({ address }) => [address, 10n ** 24n])),
  })
  const genesisFile = joinPath(folder, 'genesis.json')
  await writeFile(genesisFile, JSON.stringify(genesis))
  const authorities: Authority[] = []
  for (const [at, home] of homes.entries()) {
    const signer = signers[at]
    if (signer === undefined) throw new Error('A geth has no signer.')
    await runGeth(home, ['init', '--state.scheme', 'hash', genesisFile])
    const configFile = joinPath(home.folder, 'node.toml')
    await writeFile(configFile, `[Node.P2P]\nListenAddr = "127.0.0.1:${await freePort(0)}"\n`)
    const rpcPort = await freePort(0)
    const args = gethArguments({ folder: home.folder, configFile, chainId, signer }, rpcPort)
    const rpcUrl = `http://127.0.0.1:${rpcPort}`
    const call = (method: string, params: readonly unknown[]) => callRpc(rpcUrl, method, params)
    const geth = await launchEngine({
      supervisor: SUPERVISOR,
      args: [program, ...withPeers(args)],
      port: rpcPort,
      isReady: async () => (await call('eth_mining', [])) === true,
      startWithinMs: STARTS_WITHIN_MS,
    })
    stack.defer(geth.stop)
    authorities.push({ signer: signer.address.toLowerCase() as Address, rpcUrl, call })
  }
  for (const one of authorities) {
    for (const other of authorities) if (one !== other) await join(one, other)
  }
  // Before the first block geth answers an error for a transaction it does not know.
  const deadline = performance.now() + STARTS_WITHIN_MS
  for (const { call } of authorities.slice(0, firstSigners)) {
    const isReady = () =>
      call('eth_getTransactionReceipt', [zeroHash]).then(
        (receipt) => receipt === null,
        () => false,
      )
    while (!(await isReady())) {
      if (performance.now() > deadline) throw new Error('The authorities seal no block.')
      await pause(50)
    }
  }
  const owned = stack.move()
  return {
    authorities,
    chainId,
    async sealerOf(tag) {
      const block = await authorities[0]?.call('eth_getBlockByNumber', [tag, false])
      return (await readCliqueHeader(block)).signer
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The arguments of an authority that is alone, but for peers and more doors; all on loopback. */
function withPeers(args: readonly string[]): readonly string[] {
  const changed = new Map([
    ['--maxpeers', '16'],
    ['--http.api', 'eth,net,web3,admin,clique,debug,miner'],
  ])
  return args.map((argument, at) => changed.get(args[at - 1] ?? '') ?? argument)
}

/** Keeps at it until they are connected. */
async function join(one: Authority, other: Authority): Promise<void> {
  await one.call('admin_addPeer', [await enodeOf(other)])
}

async function enodeOf(authority: Authority): Promise<string> {
  const info = (await authority.call('admin_nodeInfo', [])) as { readonly enode: string }
  return info.enode
}
