export {
  ConfigInvalidError,
  type DatabaseManagerConfig,
  type DatabaseManagerSettings,
  parseConfig,
} from './config.ts'
export { type DatabaseManager, type Runtime, startDatabaseManager } from './database-manager.ts'
export { runDatabaseManager } from './process.ts'
export {
  createProviderKeys,
  type ProviderKeys,
  ProviderKeysError,
  type ProviderPublicKeys,
  readProviderKeys,
} from './provider-keys.ts'
