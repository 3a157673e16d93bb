import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseManagerSettings } from '@medrec/database-manager'
import type { NetworkFile } from '@medrec/ethereum-client/node'
import { type AdminClient, adminClient } from '../admin-client.ts'
import type { Consensus } from './chain.ts'
import { type ChildProgram, startChildProgram } from './child-program.ts'
import type { FoundingProvider } from './founding-providers.ts'
import type { SiloSettings } from './hospitals.ts'
import type { StateFolder } from './state-folder.ts'

/** A provider of the network on one machine: its Database Manager runs in a process of its own. */
export type DevProvider = AsyncDisposable & {
  readonly name: string
  readonly host: string
  readonly origin: string
  readonly admin: AdminClient
  readonly configFile: string
  /** Of the Database Manager now running. */
  processId(): number
  start(): Promise<void>
  /** Ends the Database Manager in good order. */
  stop(): Promise<void>
  /** Ends it as a crash would. */
  kill(): Promise<void>
}

export type DevProviderOptions = {
  readonly state: StateFolder
  readonly provider: FoundingProvider
  readonly network: NetworkFile & { readonly rpcUrl: string; readonly consensus: Consensus }
  readonly silo: SiloSettings
  readonly clientOrigin: string
  readonly limits?: DatabaseManagerSettings['limits']
}

/** A day: whoever starts a demonstration may come back to it after lunch. */
const INVITE_SECONDS = 86_400

const program = join(import.meta.dirname, '..', 'main.ts')

/** Writes a provider's configuration and starts its Database Manager. */
export async function startDevProvider(options: DevProviderOptions): Promise<DevProvider> {
  const { state, provider } = options
  const origin = `http://${provider.host}`
  const folder = state.providerFolder(provider.slug)
  const configFile = join(folder, 'config.json')
  await mkdir(folder, { recursive: true })
  await writeFile(configFile, `${JSON.stringify(settingsOf(options, folder), null, 2)}\n`)
  const token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim()

  let running: ChildProgram | undefined
  const stop = async () => {
    await running?.[Symbol.asyncDispose]()
    running = undefined
  }
  const start = async () => {
    running = await startChildProgram({
      name: `The Database Manager of ${provider.name}`,
      entry: program,
      args: ['database-manager', '--config', configFile],
      logFile: state.logFile(`database-manager-${provider.slug}`),
    })
  }
  await start()
  return {
    name: provider.name,
    host: provider.host,
    origin,
    admin: adminClient(origin, token),
    configFile,
    processId: () => {
      if (running === undefined) throw new TypeError(`The manager of ${provider.name} is stopped.`)
      return running.processId
    },
    start,
    stop,
    kill: async () => {
      await running?.kill()
      running = undefined
    },
    [Symbol.asyncDispose]: stop,
  }
}

function settingsOf(options: DevProviderOptions, stateFolder: string) {
  const { provider, network, silo, clientOrigin, limits } = options
  return {
    stateFolder,
    host: provider.host,
    listen: { port: Number(provider.host.split(':')[1]) },
    clientOrigin,
    network: {
      rpcUrl: network.rpcUrl,
      chainId: network.chainId,
      registry: network.registry,
      consensus: network.consensus,
    },
    silo,
    inviteSeconds: INVITE_SECONDS,
    limits,
  }
}
