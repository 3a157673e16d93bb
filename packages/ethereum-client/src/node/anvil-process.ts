import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type StateFiles, writtenAt } from './anvil-state.ts'
import type { EngineEnd } from './engine.ts'
import { type EngineProcess, launchEngine } from './engine-process.ts'
import { callRpc } from './json-rpc.ts'

export type AnvilLaunch = {
  readonly program: string
  readonly files: StateFiles
  readonly port: number
  readonly chainId: number
  readonly blockTimeSeconds: number
}

const STATE_INTERVAL_SECONDS = 2

/** Starts anvil and waits until it answers for our chain. */
export function launchAnvil(launch: AnvilLaunch): Promise<EngineProcess> {
  const { program, files, port, chainId } = launch
  return launchEngine({
    supervisor: join(import.meta.dirname, 'anvil-supervisor.ts'),
    args: [files.folder, program, ...anvilArguments(launch)],
    port,
    isReady: async () =>
      Number(await callRpc(`http://127.0.0.1:${port}`, 'eth_chainId', [])) === chainId,
    startWithinMs: 15_000,
    beforeStop: (ended) => beforeStop(files, ended),
  })
}

/** `--quiet` keeps the mnemonic that anvil makes for its zero accounts off every log. */
function anvilArguments(launch: AnvilLaunch): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(launch.port), '--no-cors'],
    ...['--hardfork', 'london', '--chain-id', String(launch.chainId)],
    ...['--accounts', '0', '--mnemonic-random', '--quiet', '--order', 'fifo'],
    ...['--mixed-mining', '--block-time', String(launch.blockTimeSeconds)],
    ...['--state', launch.files.newest, '--state-interval', String(STATE_INTERVAL_SECONDS)],
  ]
}

/** Windows ends a process without asking it: wait for the next dump of the state there. */
async function beforeStop(files: StateFiles, ended: Promise<EngineEnd>): Promise<void> {
  if (process.platform !== 'win32') return
  const before = await writtenAt(files.newest)
  const deadline = performance.now() + STATE_INTERVAL_SECONDS * 1_000 + 500
  while ((await writtenAt(files.newest)) === before && performance.now() < deadline) {
    const end = await Promise.race([ended, pause(50)])
    if (end !== undefined) return
  }
}
