import { type Hex, hashTypedData, stringToHex } from 'viem'
import { typedMessages } from './vector-messages.ts'
import {
  ACCOUNTS,
  AGENT,
  ANCHORS,
  CHAIN_ID,
  COMMITMENT,
  DIRECTIVE,
  DIRECTIVE_HASH,
  FACTORY,
  GRANTS,
  GROUP,
  GROUPS,
  GUARDIAN,
  GUARDIANS,
  GUARDIANS_HASH,
  IMPLEMENTATION,
  packedTerms,
  privateKeyOf,
  RELATIONSHIP_ID,
  RELATIONSHIPS,
  ROLES,
  SALT,
  VIEWER,
} from './vector-network.ts'

/**
 * Computes the known answers of `vectors/typed-messages.json` with viem alone, independently of the contracts,
 * whose tests read the file. Integers of more than 48 bits stand in it as decimal strings.
 */
export async function typedMessageVectors(): Promise<string> {
  const messages: Record<string, unknown> = {}
  for (const { name, typed, signers } of typedMessages()) {
    const signatures: Record<string, Hex> = {}
    for (const signer of signers) signatures[signer] = await ACCOUNTS[signer].signTypedData(typed)
    messages[name] = { ...typed, digest: hashTypedData(typed), signatures }
  }
  const vectors = {
    description:
      'Known answers of MedRec: EIP-712 messages of Agents and Relationships, ids, commitments, packed terms. Integers of more than 48 bits are decimal strings. Relationships, and the factory it makes, groups and anchors stand where `deployer` deploys them in this order on a fresh chain of this id. The keys are public: they are for tests alone.',
    chainId: CHAIN_ID,
    keys: Object.fromEntries(
      ROLES.map((role) => [
        role,
        { privateKey: privateKeyOf(role), address: ACCOUNTS[role].address },
      ]),
    ),
    contracts: {
      factory: FACTORY,
      implementation: IMPLEMENTATION,
      relationships: RELATIONSHIPS,
      groups: GROUPS,
      anchors: ANCHORS,
    },
    agents: { patient: AGENT, viewer: VIEWER },
    relationshipId: {
      chainId: CHAIN_ID,
      contract: RELATIONSHIPS,
      agent: AGENT,
      firstDelegate: ACCOUNTS.delegate.address,
      relationshipId: RELATIONSHIP_ID,
    },
    commitment: {
      tag: stringToHex('medrec:commitment:v1'),
      chainId: CHAIN_ID,
      contract: RELATIONSHIPS,
      relationshipId: RELATIONSHIP_ID,
      viewer: VIEWER,
      salt: SALT,
      commitment: COMMITMENT,
    },
    terms: Object.fromEntries(
      Object.entries(GRANTS).map(([name, grant]) => [
        name,
        { grant, packed: packedTerms(grant), isRevocation: name === 'revocation' },
      ]),
    ),
    guardian: {
      agent: AGENT,
      guardian: ACCOUNTS.delegate.address,
      salt: SALT,
      commitment: GUARDIAN,
    },
    guardians: { ...GUARDIANS, guardiansHash: GUARDIANS_HASH },
    group: { founder: AGENT, salt: SALT, group: GROUP },
    directive: { ...DIRECTIVE, hash: DIRECTIVE_HASH },
    messages,
  }
  return `${JSON.stringify(vectors, bigintAsText, 2)}\n`
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
