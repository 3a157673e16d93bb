import type { Address } from 'viem'
import { numberToHex } from 'viem'
import { locateAnvil } from './anvil-binary.ts'
import { launchAnvil } from './anvil-process.ts'
import {
  fallBackTo,
  keepGoodCopy,
  openStateFiles,
  readWholeState,
  type StateFiles,
  startingPoints,
} from './anvil-state.ts'
import { chainIdIn } from './chain-id-file.ts'
import type { Engine } from './engine.ts'
import { type EngineProcess, EngineStartError } from './engine-process.ts'
import { EngineStateError } from './engine-state-error.ts'
import { freePort } from './free-port.ts'
import { callRpc } from './json-rpc.ts'

export type AnvilOptions = {
  /** Holds the chain's state and its chain id; made if absent. */
  readonly stateFolder: string
  /** On 127.0.0.1. 0 picks a free one. */
  readonly port: number
  /** An empty block at least this often; a transaction gets its block at once. */
  readonly blockTimeSeconds?: number
}

/** anvil's exit code for arguments it cannot use, a state file it cannot read among them. */
const EXIT_BAD_STATE = 2

/**
 * Starts the embedded chain: one anvil process at the London rules, on loopback, without CORS,
 * without accounts of its own, its state on disk.
 *
 * @throws {PortInUseError} MEDREC_ENGINE_PORT_IN_USE
 * @throws {AnvilMissingError} MEDREC_ENGINE_MISSING
 * @throws {EngineStateError} MEDREC_ENGINE_STATE_BROKEN if neither the state nor a copy can be read
 * @throws {EngineStartError} MEDREC_ENGINE_DID_NOT_START
 * @throws {ChainFileError} MEDREC_ENGINE_CHAIN_FILE_MALFORMED
 */
export async function startAnvil(options: AnvilOptions): Promise<Engine> {
  const program = locateAnvil()
  const files = await openStateFiles(options.stateFolder)
  const chainId = await chainIdIn(options.stateFolder)
  const port = await freePort(options.port)
  const blockTimeSeconds = options.blockTimeSeconds ?? 5
  const launch = () => launchAnvil({ program, files, port, chainId, blockTimeSeconds })
  const { anvil, startedFrom } = await startFromBest(files, launch)
  const rpcUrl = `http://127.0.0.1:${port}`
  return {
    name: 'anvil',
    rpcUrl,
    chainId,
    finality: 'at-once',
    capabilities: { isSingleMachine: true, losesBlocksOnKill: true, mintsFunds: true },
    startedFrom,
    processId: anvil.processId,
    ended: anvil.ended,
    fund: (address, wei) => fund(rpcUrl, address, wei),
    [Symbol.asyncDispose]: () => anvil.stop(),
  }
}

type Started = { readonly anvil: EngineProcess; readonly startedFrom: Engine['startedFrom'] }

/** Tries the newest state, then each good copy; a fresh chain only where there never was one. */
async function startFromBest(
  files: StateFiles,
  launch: () => Promise<EngineProcess>,
): Promise<Started> {
  const points = await startingPoints(files)
  if (points.length === 0) return { anvil: await launch(), startedFrom: 'nothing' }
  for (const point of points) {
    const state = await readWholeState(point)
    if (state === undefined) continue
    const isNewest = point === files.newest
    if (!isNewest) await fallBackTo(files, point)
    try {
      const anvil = await launch()
      if (isNewest) await keepGoodCopy(files, state)
      return { anvil, startedFrom: isNewest ? 'newest-state' : 'older-copy' }
    } catch (error) {
      if (!(error instanceof EngineStartError && error.details.exitCode === EXIT_BAD_STATE)) {
        throw error
      }
    }
  }
  throw new EngineStateError(files.folder)
}

async function fund(rpcUrl: string, address: Address, wei: bigint): Promise<void> {
  const balance = BigInt(String(await callRpc(rpcUrl, 'eth_getBalance', [address, 'latest'])))
  if (balance >= wei) return
  await callRpc(rpcUrl, 'anvil_setBalance', [address, numberToHex(wei)])
}
