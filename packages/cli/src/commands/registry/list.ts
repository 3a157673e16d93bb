import { resolve } from 'node:path'
import type { Command } from 'commander'
import { isAddressEqual, zeroAddress } from 'viem'
import { openMemberDesk } from '../../operator/member-desk.ts'
import { openNodeFolder } from '../../operator/node-folder.ts'
import { printResult, tableOf } from '../../operator/output.ts'
import { type ProposalView, readProposalViews } from '../../operator/registry-proposals.ts'

const EXAMPLE = `
Example:
  medrec registry list our-network/riverside-hospital`

/** Adds `medrec registry list`. */
export function addListCommand(registry: Command): void {
  registry
    .command('list')
    .description('Show the members and every proposal, with what is missing to carry it.')
    .argument('<folder>', "the authority's folder")
    .option('--json', 'print it as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, { json: isJson = false }: { readonly json?: boolean }) => {
      const folder = await openNodeFolder(resolve(path))
      const desk = await openMemberDesk(folder)
      const { deploymentBlock } = folder.network
      const proposals = await readProposalViews({ ...desk, deploymentBlock })
      const { members } = desk
      const text = [
        tableOf([
          ['Member', 'Host', 'Seals', 'Agent'],
          ...members.map(({ name, host, sealer, agent }) => [
            ...[name, host, isAddressEqual(sealer, zeroAddress) ? 'no' : 'yes', agent],
          ]),
        ]),
        '',
        proposals.length === 0 ? 'No proposals.' : proposalsTable(proposals),
      ].join('\n')
      printResult(isJson, { members, proposals }, text)
    })
}

function proposalsTable(proposals: readonly ProposalView[]): string {
  return tableOf([
    ['Proposal', 'State', 'By', 'Effect', 'In favour', 'Missing', 'Your vote'],
    ...proposals.map((proposal) => [
      ...[proposal.id.slice(0, 10), proposal.state, proposal.proposer, proposal.effect],
      `${proposal.inFavour} of ${proposal.electorate}`,
      proposal.state === 'pending' ? `${proposal.missing}` : '-',
      proposal.ownVote,
    ]),
  ])
}
