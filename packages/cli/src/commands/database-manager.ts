import { runDatabaseManager } from '@medrec/database-manager'
import type { Command } from 'commander'

/** Adds `medrec database-manager`: one provider's Database Manager, in this process. */
export function addDatabaseManagerCommand(program: Command): void {
  program
    .command('database-manager')
    .description("Run a provider's Database Manager until it is told to stop.")
    .requiredOption('--config <file>', 'its configuration, a JSON file')
    .action(({ config }: { readonly config: string }) => runDatabaseManager(config))
}
