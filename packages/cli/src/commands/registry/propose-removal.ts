import { resolve } from 'node:path'
import type { Command } from 'commander'
import { InvalidOptionError } from '../../invalid-option-error.ts'
import { openMembersOwnDesk } from '../../operator/member-desk.ts'
import { openNodeFolder } from '../../operator/node-folder.ts'
import { printResult } from '../../operator/output.ts'

const EXAMPLE = `
Example:
  medrec registry propose-removal our-network/riverside-hospital "Harbor Practice"

Proposing counts as your vote in favour. Undo: medrec registry withdraw.`

/** Adds `medrec registry propose-removal`. */
export function addProposeRemovalCommand(registry: Command): void {
  registry
    .command('propose-removal')
    .description('Propose to remove another member; more than two thirds of the others decide.')
    .argument('<folder>', "the authority's folder")
    .argument('<member>', 'its name in the registry')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, name: string, { json: isJson = false }: { json?: boolean }) => {
      const desk = await openMembersOwnDesk(await openNodeFolder(resolve(path)))
      const target = desk.members.find((member) => member.name === name)
      if (target === undefined) {
        throw new InvalidOptionError(
          `"${name}" is no member. There are: ${desk.members.map((member) => member.name).join(', ')}.`,
        )
      }
      const [proposal] = await desk.act({ type: 'propose-removal', target: target.agent })
      printResult(isJson, { id: proposal?.id, name }, `Proposed as ${proposal?.id}`)
    })
}
