import { readConfig } from './config.ts'
import { startDatabaseManager } from './database-manager.ts'

const END_WITHIN_MS = 4500

/**
 * Runs a Database Manager as a process: says `{ type: 'ready', origin }` to its parent, and ends in
 * good order on SIGTERM, on SIGINT and when the parent goes, at the latest 4.5 seconds after.
 *
 * @param configFile path of its configuration; MEDREC_CONFIG if not given
 */
export async function runDatabaseManager(configFile?: string): Promise<void> {
  const told = Promise.withResolvers<void>()
  const end = () => told.resolve()
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  process.once('disconnect', end)
  const manager = await startDatabaseManager(await readConfig(configFile))
  process.send?.({ type: 'ready', origin: manager.origin })
  await told.promise
  setTimeout(() => process.exit(1), END_WITHIN_MS).unref()
  await manager[Symbol.asyncDispose]()
  if (process.connected) process.disconnect()
}

if (import.meta.main) await runDatabaseManager(process.argv[2])
