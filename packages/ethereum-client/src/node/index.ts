export { type AnvilOptions, startAnvil } from './anvil.ts'
export { AnvilMissingError, locateAnvil } from './anvil-binary.ts'
export { type BesuGenesis, type BesuNetwork, besuGenesis } from './besu/besu-genesis.ts'
export { isBesuPeer, qbftConsensus } from './besu/qbft-consensus.ts'
export { ChainFileError, randomChainId } from './chain-id-file.ts'
export {
  type Deployment,
  type DeploymentChain,
  DeploymentError,
  deployContracts,
  type FoundingMember,
} from './deploy-contracts.ts'
export type { Engine, EngineCapabilities, EngineEnd, FinalityRule } from './engine.ts'
export { EngineStartError } from './engine-process.ts'
export { EngineStateError } from './engine-state-error.ts'
export { freePort, PortInUseError } from './free-port.ts'
export type { ClockVerdict } from './geth/clique-clock.ts'
export { cliqueConsensus } from './geth/clique-consensus.ts'
export {
  type CliqueGenesis,
  type CliqueNetwork,
  CliqueSignersError,
  cliqueGenesis,
  EPOCH_BLOCKS,
} from './geth/clique-genesis.ts'
export { type CliqueSigner, findSigner } from './geth/clique-signer.ts'
export {
  readFinalBlock,
  readHeight,
  readProposals,
  readSealer,
  readSigners,
} from './geth/clique-state.ts'
export {
  type CliqueWatchdogEvent,
  type CliqueWatchdogOptions,
  startCliqueWatchdog,
} from './geth/clique-watchdog.ts'
export { type KeptEquivocation, readEquivocations } from './geth/equivocation-file.ts'
export {
  defaultGethFolder,
  findGeth,
  GethMissingError,
  GethNamedError,
  type GethSearch,
} from './geth/find-geth.ts'
export { createFollowProbe } from './geth/follow-probe.ts'
export {
  type GethAuthority,
  type GethAuthorityOptions,
  type GethHomeOptions,
  type GethIdentity,
  prepareGethAuthority,
  startGethAuthority,
} from './geth/geth-authority.ts'
export { EngineFolderInUseError } from './geth/geth-command.ts'
export { type GethDevChainOptions, startGethDevChain } from './geth/geth-dev-chain.ts'
export {
  type GethNetwork,
  type GethNetworkOptions,
  type NetworkAuthority,
  openGethNetwork,
  startGethNetwork,
  watchGethNetwork,
} from './geth/geth-network.ts'
export { GETH_VERSION } from './geth/geth-version.ts'
export { GoError, GoMissingError } from './geth/go.ts'
export { GethChecksumError, type GethInstallation, installGeth } from './geth/install-geth.ts'
export { type Enode, enodeOf, nodeKeyIn, writeNodeKey } from './geth/node-key.ts'
export { type NodeControl, nodeControlAt, type OwnNode, socketPathOf } from './geth/node-socket.ts'
export { createPeerProbe, enodeSchema, nodeIdOf, type Peer, readPeers } from './geth/peers.ts'
export type { Equivocation } from './geth/seal-ledger.ts'
export { FundingError } from './geth/transfer.ts'
export {
  type NetworkFile,
  NetworkFileError,
  networkFileSchema,
  readNetworkFile,
  writeNetworkFile,
} from './network-file.ts'
export {
  isDeployed,
  type SignedDeployment,
  signDeployment,
  startDeploying,
} from './signed-deployment.ts'
export type { ConsensusNode } from './voter/consensus-node.ts'
export type { SignerVote } from './voter/decide-votes.ts'
export {
  type SignerVoterEvent,
  type SignerVoterOptions,
  startSignerVoter,
} from './voter/signer-voter.ts'
export { writeFileWhole } from './write-file-whole.ts'
