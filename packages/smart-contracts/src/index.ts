export { agentAbi } from './generated/agent.ts'
export { agentFactoryAbi, agentFactoryBytecode } from './generated/agent-factory.ts'
export { agentRegistryAbi, agentRegistryBytecode } from './generated/agent-registry.ts'
export { relationshipsAbi, relationshipsBytecode } from './generated/relationships.ts'
