import type { Command } from 'commander'
import { addEnactCommand } from './registry/enact.ts'
import { addLeaveRegistryCommand } from './registry/leave.ts'
import { addListCommand } from './registry/list.ts'
import { addProposeAdmissionCommand } from './registry/propose-admission.ts'
import { addProposeRemovalCommand } from './registry/propose-removal.ts'
import { addVoteCommand } from './registry/vote.ts'
import { addWithdrawCommand } from './registry/withdraw.ts'

/** Adds `medrec registry …`: what a member decides with the others. */
export function addRegistryCommands(program: Command): void {
  const registry = program
    .command('registry')
    .description('Propose and vote with the other members; your node has to run.')
  addListCommand(registry)
  addProposeAdmissionCommand(registry)
  addProposeRemovalCommand(registry)
  addVoteCommand(registry)
  addEnactCommand(registry)
  addWithdrawCommand(registry)
  addLeaveRegistryCommand(registry)
}
