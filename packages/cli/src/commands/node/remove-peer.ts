import { resolve } from 'node:path'
import type { Command } from 'commander'
import { InvalidOptionError } from '../../invalid-option-error.ts'
import { forgetPeer, knownPeers, openNodeFolder } from '../../operator/node-folder.ts'
import { printResult } from '../../operator/output.ts'

const EXAMPLE = `
Example:
  medrec node remove-peer our-network/riverside-hospital "Valley Surgery"

For who left, or was invited and is not to come. It takes nobody's vote or seal away, and a signer
that fewer nodes speak with makes the chain weaker. Undo: medrec node add-peer, or another invitation.`

/** Adds `medrec node remove-peer`. */
export function addRemovePeerCommand(node: Command): void {
  node
    .command('remove-peer')
    .description('Let your node speak with that of somebody no more.')
    .argument('<folder>', "the authority's folder")
    .argument('<name>', 'of the peer, as medrec node status shows it')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, name: string, options: { readonly json?: true }) => {
      const folder = await openNodeFolder(resolve(path))
      const peers = await knownPeers(folder)
      const named = peers.filter((peer) => peer.name === name)
      if (named.length === 0) {
        const names = peers.map((peer) => peer.name).join(', ')
        throw new InvalidOptionError(`"${name}" is no peer. There are: ${names}.`)
      }
      for (const peer of named) await forgetPeer(folder, peer)
      printResult(options.json === true, { name }, `Our node speaks with ${name} no more.`)
    })
}
