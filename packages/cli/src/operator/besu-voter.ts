import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  isBesuPeer,
  networkFileSchema,
  qbftConsensus,
  type SignerVoterEvent,
  startSignerVoter,
} from '@medrec/ethereum-client/node'
import { InvalidOptionError } from '../invalid-option-error.ts'
import { readOperatorFile } from './operator-file.ts'

/**
 * Keeps the votes of one's own Besu in step with the registry, by the voter that geth's authorities
 * run. A new member's sealer is proposed once Besu speaks with its node. Written from Besu's
 * documentation; no Besu was ever asked.
 *
 * @param options.folder an authority's, as `network init --engine besu` makes it
 * @throws {OperatorFileError} MEDREC_OPERATOR_FILE_MISSING or MEDREC_OPERATOR_FILE_BROKEN
 * @throws {InvalidOptionError} MEDREC_OPTION_INVALID if it is no network of Besu
 */
export async function startBesuVoter(options: {
  readonly folder: string
  readonly report: (event: SignerVoterEvent) => void
}): Promise<AsyncDisposable> {
  const { folder, report } = options
  const network = await readOperatorFile(join(folder, 'network.json'), networkFileSchema)
  const config = await readFile(join(folder, 'config.toml'), 'utf8').catch(() => '')
  const port = /^rpc-http-port=(\d+)$/m.exec(config)?.[1]
  if (network.engine !== 'besu' || port === undefined) {
    throw new InvalidOptionError(
      `${folder} is no folder of a Besu network. Name one that medrec network init --engine besu made.`,
    )
  }
  const rpcUrl = `http://127.0.0.1:${port}`
  const { registry, deploymentBlock } = network
  return startSignerVoter({
    ...{ rpcUrl, consensus: qbftConsensus(rpcUrl), registry, deploymentBlock, report },
    isReady: (sealer) => isBesuPeer(rpcUrl, sealer),
  })
}
