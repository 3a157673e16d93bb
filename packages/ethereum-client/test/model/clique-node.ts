import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { concat, type Hex, toHex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { type ChainNode, rpcAt } from './chain-node.ts'

const run = promisify(execFile)
const VERSION = '1.13.15'

/** The last geth that seals Clique, from the cache or the path; undefined if it is in neither. */
export async function locateGeth(): Promise<string | undefined> {
  const folders = [
    join(homedir(), '.cache', 'medrec', `geth-${VERSION}`),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  for (const folder of folders) {
    const program = join(folder, process.platform === 'win32' ? 'geth.exe' : 'geth')
    if (!(await exists(program))) continue
    if ((await run(program, ['version'])).stdout.includes(`Version: ${VERSION}`)) return program
  }
  return undefined
}

/** One sealer that seals as soon as there is a transaction (period 0), at the time of the clock. */
export async function startCliqueNode(options: {
  readonly program: string
  readonly chainId: number
  /** Seals, and pays. */
  readonly funded: Hex
}): Promise<ChainNode> {
  const { program, chainId, funded } = options
  const folder = await mkdtemp(join(tmpdir(), 'medrec-clique-'))
  const sealer = privateKeyToAddress(funded)
  const files = {
    genesis: join(folder, 'genesis.json'),
    key: join(folder, 'key'),
    password: join(folder, 'password'),
  }
  await writeFile(files.genesis, JSON.stringify(genesis(chainId, sealer)))
  await writeFile(files.key, funded.slice(2), { mode: 0o600 })
  await writeFile(files.password, 'model')
  const data = ['--datadir', folder]
  await run(program, [...data, '--state.scheme', 'hash', 'init', files.genesis])
  const password = ['--password', files.password]
  await run(program, [...data, '--lightkdf', 'account', 'import', ...password, files.key])
  const child = spawn(
    program,
    [
      ...[...data, '--networkid', String(chainId), '--syncmode', 'full', '--gcmode', 'archive'],
      ...['--nodiscover', '--maxpeers', '0', '--port', '0', '--nat', 'none', '--ipcdisable'],
      ...['--http', '--http.addr', '127.0.0.1', '--http.port', '0', '--http.api', 'eth'],
      ...['--authrpc.addr', '127.0.0.1', '--authrpc.port', '0'],
      ...['--mine', '--miner.etherbase', sealer, '--unlock', sealer, ...password],
      ...['--allow-insecure-unlock', '--lightkdf', '--cache', '64'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const stop = async () => {
    await end(child)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  if (child.stderr === null) throw new Error('geth has no output to read')
  for await (const line of createInterface(child.stderr)) {
    const port = /HTTP server started\s+endpoint=127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port === undefined) continue
    child.stderr.resume()
    const rpc = rpcAt(`http://127.0.0.1:${port}`)
    return { name: 'geth', chainId, setsTime: false, rpc, [Symbol.asyncDispose]: stop }
  }
  await stop()
  throw new Error('geth ended before it listened')
}

function genesis(chainId: number, sealer: Hex) {
  const forks = [
    ...['homestead', 'eip150', 'eip155', 'eip158', 'byzantium', 'constantinople'],
    ...['petersburg', 'istanbul', 'muirGlacier', 'berlin', 'london'],
  ]
  return {
    config: {
      chainId,
      ...Object.fromEntries(forks.map((fork) => [`${fork}Block`, 0])),
      clique: { period: 0, epoch: 30_000 },
    },
    difficulty: '0x1',
    gasLimit: toHex(60_000_000),
    extraData: concat([toHex(0, { size: 32 }), sealer, toHex(0, { size: 65 })]),
    alloc: { [sealer]: { balance: toHex(10n ** 24n) } },
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
