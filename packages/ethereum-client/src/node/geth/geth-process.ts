import { join } from 'node:path'
import { type EngineProcess, launchEngine } from '../engine-process.ts'
import { callRpc } from '../json-rpc.ts'
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
 * Starts one authority's geth and waits until it answers for our chain on both doors and could seal:
 * it answers before it unlocks the sealer.
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
    async isReady() {
      const answering = Number(await callRpc(rpcUrl, 'eth_chainId', []))
      await control('eth_sign', [node.signer.address, '0x'])
      return answering === node.chainId
    },
    startWithinMs: 60_000,
  })
}
