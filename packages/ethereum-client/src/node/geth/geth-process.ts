import { join } from 'node:path'
import { type EngineProcess, launchEngine } from '../engine-process.ts'
import { callRpc } from '../json-rpc.ts'
import { isFetching } from './clique-state.ts'
import { authorityArguments, type GethNode, gethArguments } from './geth-arguments.ts'
import { nodeControlAt } from './node-socket.ts'

const SUPERVISOR = join(import.meta.dirname, 'geth-supervisor.ts')

/** Starts geth and waits until it answers for our chain and seals: it answers before it unlocks. */
export function launchGeth(program: string, node: GethNode): Promise<EngineProcess> {
  const rpcUrl = `http://127.0.0.1:${node.rpcPort}`
  return launchEngine({
    supervisor: SUPERVISOR,
    args: [program, ...gethArguments(node)],
    port: node.rpcPort,
    isReady: async () =>
      Number(await callRpc(rpcUrl, 'eth_chainId', [])) === node.chainId &&
      (await callRpc(rpcUrl, 'eth_mining', [])) === true,
    startWithinMs: 30_000,
  })
}

/**
 * Starts one authority's geth and waits until it answers for our chain on both doors, and seals or
 * fetches what it lacks, during which it seals nothing.
 */
export function launchAuthority(
  program: string,
  node: GethNode,
  paths: { readonly socketPath: string; readonly netRestrict: string },
): Promise<EngineProcess> {
  const rpcUrl = `http://127.0.0.1:${node.rpcPort}`
  const control = nodeControlAt(paths.socketPath)
  return launchEngine({
    supervisor: SUPERVISOR,
    args: [program, ...authorityArguments(node, paths)],
    port: node.rpcPort,
    isReady: async () =>
      Number(await callRpc(rpcUrl, 'eth_chainId', [])) === node.chainId &&
      ((await control('eth_mining')) === true || (await isFetching(control))),
    startWithinMs: 60_000,
  })
}
