import { resolve } from 'node:path'
import type { Command } from 'commander'
import { startAuthorityNode } from '../../operator/authority-node.ts'
import { gethOfEnvironment } from '../../operator/config.ts'
import { keepNodeRunning } from '../../operator/keep-node-running.ts'
import { openNodeFolder } from '../../operator/node-folder.ts'
import { nodeLog } from '../../operator/node-log.ts'

const EXAMPLE = `
Example:
  medrec node start our-network/riverside-hospital

Undo: Ctrl-C or SIGTERM ends it within 5 s, with everything on disk.`

/** Adds `medrec node start`. */
export function addStartCommand(node: Command): void {
  node
    .command('start')
    .description("Run an authority's node until it is told to stop.")
    .argument('<folder>', "the authority's folder")
    .option('--json', 'log a JSON object a line')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, { json: isJson = false }: { readonly json?: boolean }) => {
      const folder = await openNodeFolder(resolve(path))
      const program = await gethOfEnvironment()
      await using running = await startAuthorityNode({ program, folder, report: nodeLog(isJson) })
      await keepNodeRunning(running)
    })
}
