import { join } from 'node:path'
import { type EngineProcess, launchEngine } from '../engine-process.ts'
import { callRpc } from '../json-rpc.ts'
import { authorityArguments, type GethNode, gethArguments } from './geth-arguments.ts'
import { nodeControlAt } from './node-socket.ts'

const SUPERVISOR = join(import.meta.dirname, 'geth-supervisor.ts')

/** Starts geth and waits until it answers for our chain and seals: it answers before it unlocks. */
export function launchGeth(
  program: string,
  node: GethNode,
  rpcPort: number,
): Promise<EngineProcess> {
  const rpcUrl = `http://127.0.0.1:${rpcPort}`
  return launchEngine({
    supervisor: SUPERVISOR,
    args: [program, ...gethArguments(node, rpcPort)],
    port: rpcPort,
    isReady: async () =>
      Number(await callRpc(rpcUrl, 'eth_chainId', [])) === node.chainId &&
      (await callRpc(rpcUrl, 'eth_mining', [])) === true,
    startWithinMs: 30_000,
  })
}

/**
 * Starts one authority's geth and waits until it answers for our chain and could seal: it answers
 * before it unlocks the sealer.
 *
 * @param door.port where it listens for peers
 */
export function launchAuthority(
  program: string,
  node: GethNode,
  door: { readonly socketPath: string; readonly netRestrict: string; readonly port: number },
): Promise<EngineProcess> {
  const control = nodeControlAt(door.socketPath)
  return launchEngine({
    supervisor: SUPERVISOR,
    args: [program, ...authorityArguments(node, door)],
    port: door.port,
    async isReady() {
      const answering = Number(await control('eth_chainId'))
      await control('eth_sign', [node.signer.address, '0x'])
      return answering === node.chainId
    },
    startWithinMs: 60_000,
  })
}
