import { resolve } from 'node:path'
import type { Command } from 'commander'
import { openMembersOwnDesk } from '../../operator/member-desk.ts'
import { openNodeFolder } from '../../operator/node-folder.ts'
import { printResult } from '../../operator/output.ts'
import { proposalNamed, readProposalViews } from '../../operator/registry-proposals.ts'

const EXAMPLE = `
Example:
  medrec registry withdraw our-network/riverside-hospital 0x1a2b3c4d

What is withdrawn can be proposed anew; votes on it are lost.`

/** Adds `medrec registry withdraw`. */
export function addWithdrawCommand(registry: Command): void {
  registry
    .command('withdraw')
    .description('Take back a pending proposal of your own.')
    .argument('<folder>', "the authority's folder")
    .argument('<proposal>', 'its id, or the beginning of it')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, named: string, { json: isJson = false }: { json?: boolean }) => {
      const folder = await openNodeFolder(resolve(path))
      const desk = await openMembersOwnDesk(folder)
      const { deploymentBlock } = folder.network
      const views = await readProposalViews({ ...desk, deploymentBlock })
      const { id, effect } = proposalNamed(views, named)
      await desk.act({ type: 'withdraw', id })
      printResult(isJson, { id, effect }, `Withdrawn: what ${effect}.`)
    })
}
