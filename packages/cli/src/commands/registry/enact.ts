import { resolve } from 'node:path'
import type { Command } from 'commander'
import { openMembersOwnDesk } from '../../operator/member-desk.ts'
import { openNodeFolder } from '../../operator/node-folder.ts'
import { printResult } from '../../operator/output.ts'
import { proposalNamed, readProposalViews } from '../../operator/registry-proposals.ts'

const EXAMPLE = `
Example:
  medrec registry enact our-network/riverside-hospital 0x1a2b3c4d

What is enacted is not undone; another proposal may decide otherwise.`

/** Adds `medrec registry enact`. */
export function addEnactCommand(registry: Command): void {
  registry
    .command('enact')
    .description('Carry out a proposal that enough members are in favour of.')
    .argument('<folder>', "the authority's folder")
    .argument('<proposal>', 'its id, or the beginning of it')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, named: string, { json: isJson = false }: { json?: boolean }) => {
      const folder = await openNodeFolder(resolve(path))
      const desk = await openMembersOwnDesk(folder)
      const { deploymentBlock } = folder.network
      const views = await readProposalViews({ ...desk, deploymentBlock })
      const { id, content, effect } = proposalNamed(views, named)
      await desk.act({ type: 'enact', id, content })
      printResult(isJson, { id, effect }, `Enacted: it ${effect}.`)
    })
}
