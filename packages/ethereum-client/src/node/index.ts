export { type AnvilOptions, startAnvil } from './anvil.ts'
export { AnvilMissingError, locateAnvil } from './anvil-binary.ts'
export { ChainFileError } from './chain-id-file.ts'
export {
  type Deployment,
  DeploymentError,
  deployContracts,
  type FoundingMember,
} from './deploy-contracts.ts'
export type { Engine, EngineCapabilities, EngineEnd, FinalityRule } from './engine.ts'
export { EngineStartError } from './engine-process.ts'
export { EngineStateError } from './engine-state-error.ts'
export { PortInUseError } from './free-port.ts'
export {
  type CliqueGenesis,
  type CliqueNetwork,
  CliqueSignersError,
  cliqueGenesis,
} from './geth/clique-genesis.ts'
export {
  defaultGethFolder,
  findGeth,
  GethMissingError,
  GethNamedError,
  type GethSearch,
} from './geth/find-geth.ts'
export { EngineFolderInUseError } from './geth/geth-command.ts'
export { type GethDevChainOptions, startGethDevChain } from './geth/geth-dev-chain.ts'
export { GETH_VERSION } from './geth/geth-version.ts'
export { GoError, GoMissingError } from './geth/go.ts'
export { GethChecksumError, type GethInstallation, installGeth } from './geth/install-geth.ts'
export { FundingError } from './geth/transfer.ts'
export {
  type NetworkFile,
  NetworkFileError,
  networkFileSchema,
  readNetworkFile,
  writeNetworkFile,
} from './network-file.ts'
