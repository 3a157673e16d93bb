import { access, mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { EngineStartError } from '../engine-process.ts'
import { EngineStateError } from '../engine-state-error.ts'
import { writeFileWhole } from '../write-file-whole.ts'
import type { CliqueGenesis } from './clique-genesis.ts'
import { type CliqueSigner, findSigner, makeSigner } from './clique-signer.ts'
import { type GethHome, runGeth } from './geth-command.ts'

/** A data folder that holds a signer and a chain that begins with the network's genesis. */
export type GethChainFolder = {
  readonly signer: CliqueSigner
  readonly startedFrom: 'nothing' | 'newest-state'
}

/** Why a whole chain cannot be opened: nothing that a backup would mend. */
const OF_THE_MACHINE = /permission denied|no space left|read-only file system|too many open files/

/**
 * Opens a node's data folder, or makes it. `genesis.json` is there only once the chain is: with it
 * and without its chain the folder is broken, and never becomes another chain under the same name.
 *
 * @throws {EngineStateError} MEDREC_ENGINE_STATE_BROKEN
 * @throws {EngineFolderInUseError} MEDREC_ENGINE_FOLDER_IN_USE
 * @throws {EngineStartError} MEDREC_ENGINE_DID_NOT_START
 */
export async function openChainFolder(
  home: GethHome,
  network: {
    readonly chainId: number
    readonly makeGenesis: (signer: CliqueSigner) => CliqueGenesis
  },
): Promise<GethChainFolder> {
  await mkdir(home.folder, { recursive: true, mode: 0o700 })
  const genesisFile = join(home.folder, 'genesis.json')
  const known = await findSigner(home.folder)
  if (await exists(genesisFile)) {
    const isWhole =
      known !== undefined &&
      (await isGenesisOf(network.chainId, genesisFile)) &&
      (await exists(join(home.folder, 'geth', 'chaindata')))
    if (!isWhole) throw new EngineStateError(home.folder)
    await checkChain(home, genesisFile)
    return { signer: known, startedFrom: 'newest-state' }
  }
  const signer = known ?? (await makeSigner(home))
  const newGenesisFile = `${genesisFile}.new`
  await writeFileWhole(newGenesisFile, `${JSON.stringify(network.makeGenesis(signer), null, 2)}\n`)
  await initChain(home, newGenesisFile)
  await rename(newGenesisFile, genesisFile)
  return { signer, startedFrom: 'nothing' }
}

/** Without it geth makes mainnet's first block, says nothing, and dies when it is to seal. */
function initChain(home: GethHome, genesisFile: string): Promise<void> {
  return runGeth(home, ['init', '--state.scheme', 'hash', genesisFile])
}

/**
 * On a chain that is there, `init` makes no block, and fails if it cannot be read or has another
 * first block. It does take another chain id, which is no part of a block.
 */
async function checkChain(home: GethHome, genesisFile: string): Promise<void> {
  try {
    await initChain(home, genesisFile)
  } catch (error) {
    if (!(error instanceof EngineStartError) || OF_THE_MACHINE.test(String(error.cause)))
      throw error
    throw new EngineStateError(home.folder)
  }
}

async function isGenesisOf(chainId: number, genesisFile: string): Promise<boolean> {
  const schema = z.object({ config: z.object({ chainId: z.literal(chainId) }) })
  try {
    return schema.safeParse(JSON.parse(await readFile(genesisFile, 'utf8'))).success
  } catch {
    return false
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
