export { RIGHTS, type Right } from './agent-facts.ts'
export { type BlockPage, blockPages } from './block-pages.ts'
export type { ChainEvent, ChainFact, EventPosition } from './chain-event.ts'
export {
  type CliqueFinality,
  type CliqueFinalityOptions,
  createCliqueFinality,
} from './clique/clique-finality.ts'
export { CliqueHeaderError } from './clique/clique-header.ts'
export {
  CliqueRuleError,
  type CliqueRules,
  type CliqueSnapshot,
  majorityOf,
} from './clique/clique-signers.ts'
export {
  type DiscoveredRelationship,
  type Discovery,
  type DiscoveryOptions,
  discoverRelationships,
  findOwnAgents,
  type OwnAgent,
} from './discover-relationships.ts'
export { type BlockId, type Finality, finalAtOnce } from './finality.ts'
export {
  type ChainFollower,
  type FollowOptions,
  type FollowState,
  followChain,
  type Rebuilt,
  type Reorganized,
} from './follow-chain.ts'
export {
  type KeptNarrowing,
  type Narrowing,
  NarrowingError,
  type NarrowingStore,
} from './narrowing.ts'
export { narrowingsOf } from './narrowing-of-message.ts'
export {
  createNetworkClient,
  type Member,
  type Network,
  NetworkError,
  type NetworkOptions,
} from './network.ts'
export {
  type ChainBatch,
  type ChainHead,
  createPermissionView,
  type GrantInForce,
  type PermissionView,
  type ViewRebuild,
} from './permission-view.ts'
export {
  type GrantPlace,
  GrantProofError,
  type GrantProofInput,
  grantProofKeys,
  type HeaderChain,
  type ProvenGrant,
  verifyGrantProof,
} from './proof/grant-proof.ts'
export { type ProvenGrantOptions, readProvenGrant } from './proof/read-proven-grant.ts'
export { TrieProofError } from './proof/trie-proof.ts'
export { readEventPages, readEvents, UnknownEventError } from './read-events.ts'
export {
  type RegistryAction,
  RegistryActionError,
  type RegistryProposal,
  registryCallOf,
  relayRegistryActions,
  type SignedActions,
  signRegistryActions,
} from './registry-actions.ts'
export type { ChainRelationship } from './relationship-table.ts'
export { callOf, type RelayCall } from './relay-call.ts'
export { RelayError, type RelayErrorCode } from './relay-error.ts'
export type { GuardianApproval, RelayMessage } from './relay-message.ts'
export { signerOf } from './relay-signer.ts'
export {
  createRelayer,
  type Relayer,
  type RelayerOptions,
  type RelayReceipt,
  type Submission,
} from './relayer.ts'
