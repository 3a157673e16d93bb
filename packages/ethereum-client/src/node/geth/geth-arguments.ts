import type { Address } from 'viem'
import { GAS_LIMIT } from './clique-genesis.ts'
import type { Enode } from './node-key.ts'

export type GethNode = {
  /** Holds keystore, chain and node key. */
  readonly folder: string
  /** A TOML file, for what no argument can say. */
  readonly configFile: string
  readonly chainId: number
  readonly signer: { readonly address: Address; readonly passwordFile: string }
}

/** Who a node speaks with. */
export type GethPeering = {
  /** The one address it listens on for peers; an IP, never a name. */
  readonly listen: { readonly address: string; readonly port: number }
  readonly peers: readonly Enode[]
}

/**
 * What the configuration file says of a node without peers: no port for them at all, since `--port`
 * can only listen on every interface.
 */
export const ALONE_CONFIG = '[Node.P2P]\nListenAddr = ""\n'

/** A registry has at most 128 members. */
const MOST_PEERS = 128

/**
 * What the configuration file says of a node with peers. They are trusted, which lets them in
 * whatever the counts say; with a dial ratio of 1 there is no place for anybody else who comes.
 */
export function peeringConfig({ listen, peers }: GethPeering): string {
  const host = listen.address.includes(':') ? `[${listen.address}]` : listen.address
  const list = JSON.stringify(peers)
  return [
    '[Node.P2P]',
    `ListenAddr = ${JSON.stringify(`${host}:${listen.port}`)}`,
    `MaxPeers = ${MOST_PEERS}`,
    'DialRatio = 1',
    'NoDiscovery = true',
    `StaticNodes = ${list}`,
    `TrustedNodes = ${list}`,
    '',
  ].join('\n')
}

/**
 * The command line of one authority that has no peers.
 *
 * @param rpcPort of geth's own HTTP, on 127.0.0.1, by which its account is used
 */
export function gethArguments(node: GethNode, rpcPort: number): readonly string[] {
  return [
    ...commonArguments(node),
    ...['--mine', '--maxpeers', '0', '--netrestrict', '127.0.0.0/8', '--ipcdisable'],
    ...['--http', '--http.addr', '127.0.0.1', '--http.port', String(rpcPort)],
    ...['--http.api', 'eth,net,web3'],
    // geth unlocks no signer while any HTTP is on; ours is on loopback.
    '--allow-insecure-unlock',
  ]
}

/**
 * The command line of one authority among others. It seals only when it is told to, and is spoken with
 * through its socket alone.
 *
 * @param paths its socket, and the networks its peers may be in (CIDR, by commas)
 */
export function authorityArguments(
  node: GethNode,
  paths: { readonly socketPath: string; readonly netRestrict: string },
): readonly string[] {
  return [
    ...commonArguments(node),
    ...['--netrestrict', paths.netRestrict, '--ipcpath', paths.socketPath],
  ]
}

function commonArguments(node: GethNode): readonly string[] {
  return [
    ...['--config', node.configFile, '--datadir', node.folder],
    ...['--networkid', String(node.chainId), '--syncmode', 'full'],
    // Every block's state is written at once: a kill takes nothing back.
    ...['--state.scheme', 'hash', '--gcmode', 'archive', '--snapshot=false', '--cache', '128'],
    ...['--nodiscover', '--nat', 'none'],
    // The door of a beacon client: it cannot be closed, only moved out of other nodes' way.
    ...['--authrpc.addr', '127.0.0.1', '--authrpc.port', '0'],
    ...['--miner.etherbase', node.signer.address],
    ...['--miner.gaslimit', String(GAS_LIMIT), '--miner.gasprice', '1', '--txpool.pricelimit', '1'],
    ...['--unlock', node.signer.address, '--password', node.signer.passwordFile],
    ...['--verbosity', '1'],
  ]
}
