import { resolve } from 'node:path'
import type { Command } from 'commander'
import { joinRequestSchema } from '../../operator/join-request.ts'
import { openMembersOwnDesk } from '../../operator/member-desk.ts'
import { openNodeFolder } from '../../operator/node-folder.ts'
import { readOperatorFile } from '../../operator/operator-file.ts'
import { printResult, showWork } from '../../operator/output.ts'
import { proposeAdmission } from '../../operator/propose-admission.ts'

const EXAMPLE = `
Example:
  medrec registry propose-admission our-network/riverside-hospital join-request.json

Proposing counts as your vote in favour. Undo: medrec registry withdraw.`

/** Adds `medrec registry propose-admission`. */
export function addProposeAdmissionCommand(registry: Command): void {
  registry
    .command('propose-admission')
    .description('Propose a newcomer, make its Agent and let its node speak with yours.')
    .argument('<folder>', "the authority's folder")
    .argument('<request>', "the newcomer's join-request.json")
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, file: string, { json: isJson = false }: { json?: boolean }) => {
      const request = await readOperatorFile(resolve(file), joinRequestSchema)
      const desk = await openMembersOwnDesk(await openNodeFolder(resolve(path)))
      const { name } = request.record
      const { id } = await showWork({ title: `Propose ${name}`, isQuiet: isJson }, (say) =>
        proposeAdmission(desk, request, say),
      )
      printResult(
        isJson,
        { id, name },
        `Proposed as ${id}\nThe other members vote with: medrec registry vote <folder> ${id.slice(0, 10)} --in-favour --request join-request.json`,
      )
    })
}
