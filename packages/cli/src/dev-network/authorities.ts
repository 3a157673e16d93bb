import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  cliqueConsensus,
  findGeth,
  type GethNetwork,
  type GethSearch,
  type NetworkFile,
  startGethNetwork,
  startSignerVoter,
  watchGethNetwork,
} from '@medrec/ethereum-client/node'
import { zeroAddress } from 'viem'
import type { DevChain } from './chain.ts'
import { PROVIDERS, type ProviderSlug } from './demo-providers.ts'
import type { StateFolder } from './state-folder.ts'

export type AuthoritiesOptions = {
  readonly state: StateFolder
  readonly rpcPort: number
  readonly authorities: number
  readonly gethSearch: GethSearch
}

/** Young enough heads for everybody who asks how old the chain is. */
const PERIOD_SECONDS = 1

/**
 * Starts a chain of several geth authorities: each provider speaks with a node of its own as long
 * as there are enough, and seals by it. A voter and a watchdog of each write to the log `authorities`.
 */
export async function startAuthorities(options: AuthoritiesOptions): Promise<DevChain> {
  const { state, rpcPort, authorities } = options
  const program = await findGeth(options.gethSearch)
  await using stack = new AsyncDisposableStack()
  const geth = stack.use(
    await startGethNetwork({
      ...{ program, folder: state.chainFolder, authorities, rpcPort },
      periodSeconds: PERIOD_SECONDS,
    }),
  )
  const running = stack.move()
  const nodeOf = (slug: ProviderSlug) => {
    const place = PROVIDERS.indexOf(slug)
    return geth.authorities[place % geth.authorities.length]
  }
  const rpcUrl = geth.authorities[0]?.rpcUrl ?? ''
  return {
    ...{ name: 'geth', chainId: geth.chainId, rpcUrl },
    fund: (address, wei) => geth.fund(address, wei),
    rpcUrlOf: (slug) => nodeOf(slug)?.rpcUrl ?? rpcUrl,
    consensus: {
      kind: 'clique',
      periodSeconds: geth.periodSeconds,
      epochBlocks: geth.epochBlocks,
    },
    // Two members never share a sealer.
    sealerOf: (slug) => geth.authorities[PROVIDERS.indexOf(slug)]?.sealer ?? zeroAddress,
    watch(network) {
      running.use(watchAll(geth, { network, state }))
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function watchAll(
  geth: GethNetwork,
  { network, state }: { readonly network: NetworkFile; readonly state: StateFolder },
): AsyncDisposable {
  const { registry, deploymentBlock } = network
  const note = logTo(state.logFile('authorities'))
  const whoAt = (place: number) => `authority ${place + 1}`
  const stack = new AsyncDisposableStack()
  for (const [place, authority] of geth.authorities.entries()) {
    const { rpcUrl, control } = authority.running()
    stack.use(
      startSignerVoter({
        ...{ rpcUrl, consensus: cliqueConsensus(control), registry, deploymentBlock },
        // Nobody joins a demonstration; who does brings a probe of its node.
        isReady: async () => false,
        report: (event) => note({ who: whoAt(place), ...event }),
      }),
    )
  }
  stack.use(
    watchGethNetwork(geth, {
      folder: state.chainFolder,
      report: (event, place) => note({ who: whoAt(place), ...event }),
    }),
  )
  return stack
}

/** A line of JSON for each event. */
function logTo(file: string): (event: object) => void {
  mkdirSync(dirname(file), { recursive: true })
  return (event) => {
    const line = { time: new Date().toISOString(), ...event }
    appendFileSync(file, `${JSON.stringify(line, plainly)}\n`)
  }
}

function plainly(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return value instanceof Error ? value.message : value
}
