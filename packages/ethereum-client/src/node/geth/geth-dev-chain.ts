import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEther } from 'viem'
import { chainIdIn } from '../chain-id-file.ts'
import type { Engine } from '../engine.ts'
import { freePort } from '../free-port.ts'
import { writeFileWhole } from '../write-file-whole.ts'
import { cliqueGenesis, EPOCH_BLOCKS } from './clique-genesis.ts'
import type { CliqueSigner } from './clique-signer.ts'
import { sealFirstBlock } from './first-block.ts'
import { ALONE_CONFIG } from './geth-arguments.ts'
import { openChainFolder } from './geth-chain-folder.ts'
import { launchGeth } from './geth-process.ts'
import { transferUpTo } from './transfer.ts'

export type GethDevChainOptions = {
  /** Found by {@link findGeth}. */
  readonly program: string
  /** Holds the signer's key, the chain and its id; made if absent. */
  readonly stateFolder: string
  /** Of the RPC, on 127.0.0.1. 0 picks a free one. */
  readonly port: number
}

/** What the only account with coins starts with; more than all fees there will ever be. */
const TREASURY = parseEther('1000000000')

/**
 * Starts a chain of one Clique authority at the London rules, on loopback, without peers. It seals
 * when there is a transaction and never otherwise, so the newest block of a quiet chain is old.
 *
 * @throws {PortInUseError} MEDREC_ENGINE_PORT_IN_USE
 * @throws {EngineFolderInUseError} MEDREC_ENGINE_FOLDER_IN_USE
 * @throws {EngineStateError} MEDREC_ENGINE_STATE_BROKEN if chain, signer or genesis is gone
 * @throws {EngineStartError} MEDREC_ENGINE_DID_NOT_START
 * @throws {ChainFileError} MEDREC_ENGINE_CHAIN_FILE_MALFORMED
 */
export async function startGethDevChain(options: GethDevChainOptions): Promise<Engine> {
  const { program, stateFolder: folder } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const chainId = await chainIdIn(folder)
  const makeGenesis = ({ address }: CliqueSigner) =>
    cliqueGenesis({
      chainId,
      periodSeconds: 0,
      epochBlocks: EPOCH_BLOCKS,
      signers: [address],
      alloc: new Map([[address, TREASURY]]),
    })
  const home = { program, folder }
  const { signer, startedFrom } = await openChainFolder(home, { chainId, makeGenesis })
  const configFile = join(folder, 'node.toml')
  await writeFileWhole(configFile, ALONE_CONFIG)
  const rpcPort = await freePort(options.port)
  const geth = await launchGeth(program, { folder, configFile, chainId, signer }, rpcPort)
  const rpcUrl = `http://127.0.0.1:${rpcPort}`
  try {
    await sealFirstBlock(rpcUrl, signer.address)
  } catch (error) {
    await geth.stop()
    throw error
  }
  return {
    name: 'geth',
    rpcUrl,
    chainId,
    finality: 'at-once',
    capabilities: { isSingleMachine: true, losesBlocksOnKill: false, mintsFunds: false },
    startedFrom,
    processId: geth.processId,
    ended: geth.ended,
    fund: (address, wei) => transferUpTo({ rpcUrl, from: signer.address, to: address, wei }),
    [Symbol.asyncDispose]: () => geth.stop(),
  }
}
