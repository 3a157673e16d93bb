import { join } from 'node:path'
import { type EngineProcess, launchEngine } from '../engine-process.ts'
import { callRpc } from '../json-rpc.ts'
import { type GethNode, gethArguments } from './geth-arguments.ts'

/** Starts geth and waits until it answers for our chain and seals: it answers before it unlocks. */
export function launchGeth(program: string, node: GethNode): Promise<EngineProcess> {
  const rpcUrl = `http://127.0.0.1:${node.rpcPort}`
  return launchEngine({
    supervisor: join(import.meta.dirname, 'geth-supervisor.ts'),
    args: [program, ...gethArguments(node)],
    port: node.rpcPort,
    isReady: async () =>
      Number(await callRpc(rpcUrl, 'eth_chainId', [])) === node.chainId &&
      (await callRpc(rpcUrl, 'eth_mining', [])) === true,
    startWithinMs: 30_000,
  })
}
