import { resolve } from 'node:path'
import type { Command } from 'commander'
import { startBesuVoter } from '../../operator/besu-voter.ts'
import { nodeLog } from '../../operator/node-log.ts'
import { untilToldToStop } from '../../until-told-to-stop.ts'

const EXAMPLE = `
Example:
  medrec node vote-besu our-network/riverside-hospital

Run it beside Besu, on the same machine. No Besu was ever asked by it.
Undo: Ctrl-C or SIGTERM ends it; Besu keeps the votes it was told until it is told otherwise.`

/** Adds `medrec node vote-besu`. */
export function addVoteBesuCommand(node: Command): void {
  node
    .command('vote-besu')
    .description("Keep a Besu node's votes in step with the registry until told to stop.")
    .argument('<folder>', "the authority's folder, made by network init --engine besu")
    .option('--json', 'log a JSON object a line')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, { json: isJson = false }: { readonly json?: boolean }) => {
      const log = nodeLog(isJson)
      await using _voter = await startBesuVoter({
        folder: resolve(path),
        report: (event) => log({ type: 'voter', event }),
      })
      await untilToldToStop()
    })
}
