import type { Command } from 'commander'
import { addAddPeerCommand } from './node/add-peer.ts'
import { addInstallCommand } from './node/install.ts'
import { addInviteCommand } from './node/invite.ts'
import { addJoinCommand } from './node/join.ts'
import { addLeaveCommand } from './node/leave.ts'
import { addRemovePeerCommand } from './node/remove-peer.ts'
import { addStartCommand } from './node/start.ts'
import { addStatusCommand } from './node/status.ts'
import { addVoteBesuCommand } from './node/vote-besu.ts'

/** Adds `medrec node …`: what an authority does with its own node. */
export function addNodeCommands(program: Command): void {
  const node = program.command('node').description("Run an authority's node of the network.")
  addInstallCommand(node)
  addStartCommand(node)
  addStatusCommand(node)
  addInviteCommand(node)
  addJoinCommand(node)
  addAddPeerCommand(node)
  addRemovePeerCommand(node)
  addLeaveCommand(node)
  addVoteBesuCommand(node)
}
