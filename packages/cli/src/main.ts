#!/usr/bin/env node
import { MedRecError } from '@medrec/protocol'
import { Command } from 'commander'
import { addDatabaseManagerCommand } from './commands/database-manager.ts'
import { addDeskCommands } from './commands/desk.ts'
import { addDevCommand } from './commands/dev.ts'
import { addNetworkCommands } from './commands/network.ts'
import { addNodeCommands } from './commands/node.ts'
import { addRegistryCommands } from './commands/registry.ts'

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

try {
  await program.parseAsync()
} catch (error) {
  // What was thrown on purpose is a sentence for people; anything else is a fault of ours.
  if (!(error instanceof MedRecError)) throw error
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = 1
}
