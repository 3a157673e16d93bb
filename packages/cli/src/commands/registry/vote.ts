import { resolve } from 'node:path'
import type { Command } from 'commander'
import { InvalidOptionError } from '../../invalid-option-error.ts'
import {
  checkJoinRequest,
  isRecordOf,
  JoinRequestError,
  joinRequestSchema,
} from '../../operator/join-request.ts'
import { type MemberDesk, openMembersOwnDesk } from '../../operator/member-desk.ts'
import { openNodeFolder } from '../../operator/node-folder.ts'
import { readOperatorFile } from '../../operator/operator-file.ts'
import { printResult } from '../../operator/output.ts'
import { addNewcomerPeer } from '../../operator/propose-admission.ts'
import {
  type ProposalView,
  proposalNamed,
  readProposalViews,
} from '../../operator/registry-proposals.ts'

type VoteOptions = {
  readonly inFavour?: true
  readonly against?: true
  readonly request?: string
  readonly json?: true
}

const EXAMPLE = `
Example:
  medrec registry vote our-network/lakeside-clinic 0x1a2b3c4d --in-favour --request join-request.json

With --request the vote is cast only if the proposal is that very request, and your node then
speaks with the newcomer's; without it your node does not, and will not vote for its sealing.
Undo, while the proposal is pending: vote again.`

/** Adds `medrec registry vote`. */
export function addVoteCommand(registry: Command): void {
  registry
    .command('vote')
    .description('Vote on a pending proposal, or change your vote.')
    .argument('<folder>', "the authority's folder")
    .argument('<proposal>', 'its id, or the beginning of it')
    .option('--in-favour', 'vote for it')
    .option('--against', 'vote against it')
    .option('--request <file>', "for an admission, the newcomer's join-request.json")
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(vote)
}

async function vote(path: string, named: string, options: VoteOptions): Promise<void> {
  const isInFavour = options.inFavour === true
  if (isInFavour === (options.against === true)) {
    throw new InvalidOptionError('Say one of --in-favour and --against.')
  }
  const folder = await openNodeFolder(resolve(path))
  const desk = await openMembersOwnDesk(folder)
  const { deploymentBlock } = folder.network
  const read = async () => {
    return proposalNamed(await readProposalViews({ ...desk, deploymentBlock }), named)
  }
  const proposal = await read()
  if (options.request !== undefined) await takeRequest(desk, proposal, options.request)
  await desk.act({ type: 'vote', id: proposal.id, isInFavour })
  const { id, effect, inFavour, electorate, missing } = await read()
  const next = missing === 0 ? 'it is carried: medrec registry enact' : `${missing} missing`
  printResult(
    options.json === true,
    { id, isInFavour, inFavour, electorate, missing },
    `${effect}: ${inFavour} of ${electorate} in favour, ${next}`,
  )
}

async function takeRequest(desk: MemberDesk, proposal: ProposalView, file: string): Promise<void> {
  const request = await readOperatorFile(resolve(file), joinRequestSchema)
  await checkJoinRequest(request, desk.network, Math.floor(Date.now() / 1000))
  if (proposal.record === undefined || !isRecordOf(request, proposal.record)) {
    throw new JoinRequestError('the proposal is about another record')
  }
  await addNewcomerPeer(desk, request)
}
