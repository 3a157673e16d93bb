import { resolve } from 'node:path'
import type { Command } from 'commander'
import { confirmOrRefuse } from '../../operator/confirm.ts'
import { openMembersOwnDesk } from '../../operator/member-desk.ts'
import { openNodeFolder } from '../../operator/node-folder.ts'
import { printResult } from '../../operator/output.ts'

type LeaveOptions = { readonly yes?: true; readonly json?: true }

const EXAMPLE = `
Example:
  medrec registry leave our-network/harbor-practice --yes

Takes effect at once and cannot be undone: to come back you have to be admitted again. A member
whose node seals uses medrec node leave, which also waits for the others to seal without it.`

/** Adds `medrec registry leave`. */
export function addLeaveRegistryCommand(registry: Command): void {
  registry
    .command('leave')
    .description('End your membership, at once and without a vote.')
    .argument('<folder>', "the authority's folder")
    .option('--yes', 'do not ask')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, options: LeaveOptions) => {
      const desk = await openMembersOwnDesk(await openNodeFolder(resolve(path)))
      const { name } = desk.self
      await confirmOrRefuse(`${name} leaves the network for good.`, options.yes === true)
      await desk.act({ type: 'leave' })
      printResult(options.json === true, { name }, `${name} is no member any more.`)
    })
}
