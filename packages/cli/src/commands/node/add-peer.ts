import { resolve } from 'node:path'
import type { Command } from 'commander'
import { checkJoinRequest, joinRequestSchema } from '../../operator/join-request.ts'
import { openMemberDesk } from '../../operator/member-desk.ts'
import { openNodeFolder } from '../../operator/node-folder.ts'
import { readOperatorFile } from '../../operator/operator-file.ts'
import { printResult } from '../../operator/output.ts'
import { addNewcomerPeer } from '../../operator/propose-admission.ts'

const EXAMPLE = `
Example:
  medrec node add-peer our-network/lakeside-clinic join-request.json

Undo: medrec node remove-peer.`

/** Adds `medrec node add-peer`. */
export function addAddPeerCommand(node: Command): void {
  node
    .command('add-peer')
    .description('Let your node speak with that of a newcomer, without a vote.')
    .argument('<folder>', "the authority's folder")
    .argument('<request>', "the newcomer's join-request.json")
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, file: string, options: { readonly json?: true }) => {
      const desk = await openMemberDesk(await openNodeFolder(resolve(path)))
      const request = await readOperatorFile(resolve(file), joinRequestSchema)
      await checkJoinRequest(request, desk.network, Math.floor(Date.now() / 1000))
      await addNewcomerPeer(desk, request)
      const { name, sealer } = request.record
      printResult(options.json === true, { name, sealer }, `Our node speaks with ${name}.`)
    })
}
