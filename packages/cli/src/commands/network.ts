import type { Command } from 'commander'
import { addInitCommand } from './network/init.ts'

/** Adds `medrec network …`: what founds a network. */
export function addNetworkCommands(program: Command): void {
  const network = program.command('network').description('Found a network of providers.')
  addInitCommand(network)
}
