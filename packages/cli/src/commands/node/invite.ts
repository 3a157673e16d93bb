import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { slugOf } from '../../operator/authority-choice.ts'
import { NetworkFolderError } from '../../operator/found-network.ts'
import { writeInvitation } from '../../operator/invitation.ts'
import { openNodeFolder } from '../../operator/node-folder.ts'
import { printResult } from '../../operator/output.ts'

type InviteOptions = { readonly name: string; readonly out?: string; readonly json?: true }

const EXAMPLE = `
Example:
  medrec node invite our-network/riverside-hospital --name "Valley Surgery"

The invitation lets its holder's node follow the chain by yours; it admits nobody. Send it
confidentially. Undo: medrec node remove-peer.`

/** Adds `medrec node invite`. */
export function addInviteCommand(node: Command): void {
  node
    .command('invite')
    .description('Write the file by which another provider starts a node that follows yours.')
    .argument('<folder>', "the authority's folder")
    .requiredOption('--name <name>', 'whom it is for')
    .option('--out <file>', 'where it is written')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, options: InviteOptions) => {
      const folder = await openNodeFolder(resolve(path))
      const { name } = options
      const file = resolve(options.out ?? join(folder.path, `invitation-${slugOf(name)}.json`))
      if (existsSync(file)) throw new NetworkFolderError(file)
      await writeInvitation(folder, { name, file })
      printResult(options.json === true, { invitation: file }, file)
    })
}
