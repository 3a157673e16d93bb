import type { Address } from 'viem'
import { GAS_LIMIT } from './clique-genesis.ts'

export type GethNode = {
  /** Holds keystore, chain and node key. */
  readonly folder: string
  /** A TOML file, for what no argument can say. */
  readonly configFile: string
  readonly chainId: number
  /** Of the RPC, on 127.0.0.1. */
  readonly rpcPort: number
  readonly signer: { readonly address: Address; readonly passwordFile: string }
}

/**
 * What the configuration file says: no port for peers at all, since `--port` can only listen on
 * every interface.
 */
export const ALONE_CONFIG = '[Node.P2P]\nListenAddr = ""\n'

/** The command line of one authority that has no peers. */
export function gethArguments(node: GethNode): readonly string[] {
  return [
    ...['--config', node.configFile, '--datadir', node.folder],
    ...['--networkid', String(node.chainId), '--syncmode', 'full'],
    // Every block's state is written at once: a kill takes nothing back.
    ...['--state.scheme', 'hash', '--gcmode', 'archive', '--snapshot=false', '--cache', '128'],
    ...['--nodiscover', '--maxpeers', '0', '--netrestrict', '127.0.0.0/8', '--nat', 'none'],
    ...['--http', '--http.addr', '127.0.0.1', '--http.port', String(node.rpcPort)],
    ...['--http.api', 'eth,net,web3', '--ipcdisable'],
    // The door of a beacon client: it cannot be closed, only moved out of other nodes' way.
    ...['--authrpc.addr', '127.0.0.1', '--authrpc.port', '0'],
    ...['--mine', '--miner.etherbase', node.signer.address],
    ...['--miner.gaslimit', String(GAS_LIMIT), '--miner.gasprice', '1', '--txpool.pricelimit', '1'],
    ...['--unlock', node.signer.address, '--password', node.signer.passwordFile],
    // geth unlocks no signer while any HTTP is on; ours is on loopback.
    '--allow-insecure-unlock',
    ...['--verbosity', '1'],
  ]
}
