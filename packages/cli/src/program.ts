import { Command } from 'commander'
import { addDatabaseManagerCommand } from './commands/database-manager.ts'
import { addDeskCommands } from './commands/desk.ts'
import { addDevCommand } from './commands/dev.ts'
import { addNetworkCommands } from './commands/network.ts'
import { addNodeCommands } from './commands/node.ts'
import { addRegistryCommands } from './commands/registry.ts'

/** Makes the program `medrec` with all of its commands, and runs none of them. */
export function makeProgram(): Command {
  const program = new Command('medrec')
    .description('Patients decide who reads their medical records, which stay where they are.')
    .version('0.1.0')
    .showHelpAfterError()
  addDevCommand(program)
  addDatabaseManagerCommand(program)
  addDeskCommands(program)
  addNetworkCommands(program)
  addNodeCommands(program)
  addRegistryCommands(program)
  return program
}
