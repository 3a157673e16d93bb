import {
  commitmentOf,
  type GrantMessage,
  type GrantTerms,
  type Keyring,
  KINDS,
  type Kind,
  keyringOf,
  kindMask,
  newWords,
  type Purpose,
  purposeMask,
  revocationTerms,
  saltOf,
  sealPointer,
} from '@medrec/protocol'
import { zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { BenchChain, Sent } from '../chain/bench-chain.ts'
import {
  type Relationship,
  relationshipOf,
  signedGrants,
  signedOpening,
} from '../chain/relationship.ts'
import { CHAIN_STARTS_AT } from '../chain/start-anvil.ts'
import { stateBytesAddedBy, stateBytesOf } from './state-bytes.ts'

/** What one part of a life cost, all its transactions together. */
export type Cost = {
  readonly transactions: number
  readonly gas: number
  readonly transactionBytes: number
  readonly stateBytes: number
}

export type PatientLife = {
  readonly openings: Cost
  readonly revocations: Cost
  readonly grantsAgain: Cost
  readonly total: Cost
}

const RELATIONSHIPS = 5
const DAY_SECONDS = 86_400
const YEAR_SECONDS = 365 * DAY_SECONDS

type FirstGrant = {
  readonly kinds: readonly Kind[]
  readonly purpose: Purpose
  readonly seconds: number
}

/** What the three viewers of each relationship may read. */
const FIRST_GRANTS: readonly FirstGrant[] = [
  { kinds: KINDS.filter((kind) => kind !== 'claims'), purpose: 'TREAT', seconds: YEAR_SECONDS },
  {
    kinds: ['conditions', 'medications', 'laboratory', 'imaging', 'documents'],
    purpose: 'TREAT',
    seconds: 30 * DAY_SECONDS,
  },
  { kinds: ['allergies', 'medications'], purpose: 'FAMRQT', seconds: 90 * DAY_SECONDS },
]

/**
 * Lives a patient's life on a chain, by the rule MedRec v2 was measured by: 1 person, 5
 * relationships with an Agent each, 3 viewers each, here as first grants of the opening, and 10
 * changes of permissions: 5 revocations, then 5 grants again under the same commitment.
 *
 * @throws {Error} if the traces of the transactions and the dump of the chain disagree on its state
 */
export async function livePatientLife(chain: BenchChain): Promise<PatientLife> {
  const keyring = await keyringOf(newWords())
  const relayer = await chain.newSender()
  const before = await stateBytesOf(chain)
  const revoked: { readonly relationship: Relationship; readonly grant: GrantMessage }[] = []

  const opened: Sent[] = []
  for (let index = 0; index < RELATIONSHIPS; index += 1) {
    const { relationship, grants, sealedPointer } = await personAt(chain, keyring, index)
    const opening = { sealedPointer, grants, deadline: CHAIN_STARTS_AT + YEAR_SECONDS }
    opened.push(await relayer.send(await signedOpening(chain, relationship, opening)))
    const [grant] = grants
    if (grant !== undefined) revoked.push({ relationship, grant })
  }
  const change = async (
    { relationship, grant }: (typeof revoked)[number],
    terms: GrantTerms,
  ): Promise<Sent> => {
    const grants = [{ commitment: grant.commitment, ...terms }]
    const deadline = CHAIN_STARTS_AT + YEAR_SECONDS
    return relayer.send(await signedGrants(chain, relationship, { grants, deadline }))
  }
  const revocations: Sent[] = []
  for (const each of revoked) revocations.push(await change(each, revocationTerms(1)))
  const again: Sent[] = []
  for (const each of revoked) again.push(await change(each, { ...each.grant, version: 2 }))

  const life = {
    openings: await costOf(chain, opened),
    revocations: await costOf(chain, revocations),
    grantsAgain: await costOf(chain, again),
    total: await costOf(chain, [...opened, ...revocations, ...again]),
  }
  const dumped = (await stateBytesOf(chain)) - before
  if (dumped !== life.total.stateBytes) {
    throw new Error(`The dump holds ${dumped} new bytes, the traces ${life.total.stateBytes}.`)
  }
  return life
}

/** Everything of a relationship as the client makes it: keys and salts from words, a real seal. */
async function personAt(chain: BenchChain, keyring: Keyring, index: number) {
  const owner = keyring.relationship(index)
  const secret = keyring.relationshipSecret(index)
  const relationship = relationshipOf(chain, { owner, delegate: newAccount() })
  const { chainId, relationships: contract } = chain
  const grants = FIRST_GRANTS.map(({ kinds, purpose, seconds }, counter): GrantMessage => {
    const viewer = newAccount().address
    const salt = saltOf(secret, counter)
    return {
      commitment: commitmentOf({
        chainId,
        contract,
        relationshipId: relationship.id,
        viewer,
        salt,
      }),
      readKinds: kindMask(kinds),
      writeKinds: 0n,
      notBefore: 0,
      notAfter: CHAIN_STARTS_AT + seconds,
      purposes: purposeMask([purpose]),
      version: 1,
      finerTerms: zeroHash,
    }
  })
  const context = { chainId, contract, agent: relationship.agent }
  const pointer = { provider: newAccount().address }
  return { relationship, grants, sealedPointer: await sealPointer(secret, context, pointer) }
}

/** Adds up what transactions cost. */
export async function costOf(chain: BenchChain, sent: readonly Sent[]): Promise<Cost> {
  let stateBytes = 0
  for (const { hash } of sent) stateBytes += await stateBytesAddedBy(chain, hash)
  return {
    transactions: sent.length,
    gas: sent.reduce((total, { gas }) => total + gas, 0),
    transactionBytes: sent.reduce((total, each) => total + each.transactionBytes, 0),
    stateBytes,
  }
}

function newAccount() {
  return privateKeyToAccount(generatePrivateKey())
}
