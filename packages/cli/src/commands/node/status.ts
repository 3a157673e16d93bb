import { resolve } from 'node:path'
import type { Command } from 'commander'
import { openNodeFolder } from '../../operator/node-folder.ts'
import { type NodeStatus, readNodeStatus } from '../../operator/node-status.ts'
import { printResult, tableOf } from '../../operator/output.ts'

const EXAMPLE = `
Example:
  medrec node status our-network/riverside-hospital

Ends with 0 if all is well, with 2 if there is something to look at, with 1 if it cannot be told.`

/** What tells a script that somebody should look. */
const EXIT_WARNINGS = 2

/** Adds `medrec node status`. */
export function addStatusCommand(node: Command): void {
  node
    .command('status')
    .description('Show how a running node, its network and the pending proposals stand.')
    .argument('<folder>', "the authority's folder")
    .option('--json', 'print it as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, { json: isJson = false }: { readonly json?: boolean }) => {
      const status = await readNodeStatus(await openNodeFolder(resolve(path)))
      printResult(isJson, status, textOf(status))
      if (status.warnings.length > 0) process.exitCode = EXIT_WARNINGS
    })
}

function textOf(status: NodeStatus): string {
  const { head, quorum, clock } = status
  const clockText =
    clock.driftMs === null ? clock.verdict : `${clock.verdict}, ${clock.driftMs} ms off`
  const votes = status.ownVotes.map(({ effect }) => `  ${effect}`)
  const proposals = status.proposals.map(
    ({ id, effect, missing, kind }) =>
      `  ${id.slice(0, 10)}  ${kind}: ${effect}; ${missing === 0 ? 'carried' : `${missing} votes missing`}`,
  )
  return [
    `${status.name}, ${status.membership}; chain ${status.chainId}, contracts ${status.contracts}`,
    `Block ${head.number} (final ${head.final}), ${head.ageSeconds} s old; clock ${clockText}`,
    `${quorum.sealing} of ${status.signers.length} signers seal, ${quorum.needed} are needed: ${Math.max(quorum.mayFail, 0)} more may fail`,
    '',
    tableOf([
      ['Signer', 'Address', 'Sealed lately', 'Last block'],
      ...status.signers.map(({ name, sealer, sealedLately, lastBlock, isOwn }) => [
        `${name}${isOwn ? ' (this node)' : ''}`,
        ...[sealer, `${sealedLately}`, `${lastBlock ?? '-'}`],
      ]),
    ]),
    '',
    tableOf([
      ['Peer', 'Connected'],
      ...status.peers.map(({ name, isConnected }) => [name, isConnected ? 'yes' : 'no']),
    ]),
    ...(votes.length > 0 ? ['', 'This node votes:', ...votes] : []),
    ...(proposals.length > 0 ? ['', 'Pending in the registry:', ...proposals] : []),
    ...status.warnings.map((warning) => `\n! ${warning}`),
  ].join('\n')
}
