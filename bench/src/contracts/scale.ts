import {
  type GrantMessage,
  type GrantTerms,
  KINDS,
  kindMask,
  purposeMask,
  revocationTerms,
} from '@medrec/protocol'
import { bytesToHex, type Hex, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { BenchChain, Sender, Sent } from '../chain/bench-chain.ts'
import {
  type Relationship,
  relationshipOf,
  signedGrants,
  signedOpening,
} from '../chain/relationship.ts'
import { CHAIN_STARTS_AT } from '../chain/start-anvil.ts'

/** What single transactions cost in a chain that holds so much already. */
export type Probe = {
  readonly relationships: number
  readonly grantsInRelationship: number
  readonly opening: Sent
  readonly firstGrant: Sent
  readonly change: Sent
  readonly revocation: Sent
}

const DAY_SECONDS = 86_400
const DEADLINE = CHAIN_STARTS_AT + 365 * DAY_SECONDS
const GRANTS_PER_MESSAGE = 100
/** So many openings are put into one block while a chain is filled. */
const AT_ONCE = 100

const TERMS: GrantTerms = {
  readKinds: kindMask(KINDS.filter((kind) => kind !== 'claims')),
  writeKinds: 0n,
  notBefore: 0,
  notAfter: CHAIN_STARTS_AT + 30 * DAY_SECONDS,
  purposes: purposeMask(['TREAT']),
  version: 1,
  finerTerms: zeroHash,
}

/**
 * Measures an opening, a first grant, a change and a revocation while one relationship fills with
 * grants, then while the chain fills with relationships.
 */
export async function measureAtScale(
  chain: BenchChain,
  sizes: readonly number[],
): Promise<readonly Probe[]> {
  const sender = await chain.newSender()
  const full = relationshipOf(chain, { owner: newAccount(), delegate: newAccount() })
  await sender.send(await emptyOpening(chain, full))
  const probes: Probe[] = []
  let relationships = 1
  let grants = 0

  for (const size of sizes) {
    await fillWithGrants({ chain, sender }, full, size - grants)
    probes.push(await probe({ chain, sender }, full, { relationships, grantsInRelationship: size }))
    // The probe left a grant and a relationship of its own.
    grants = size + 1
    relationships += 1
  }
  for (const size of sizes) {
    await openMany({ chain, sender }, size - relationships)
    relationships = Math.max(relationships, size)
    const young = relationshipOf(chain, { owner: newAccount(), delegate: newAccount() })
    await sender.send(await emptyOpening(chain, young))
    probes.push(await probe({ chain, sender }, young, { relationships, grantsInRelationship: 0 }))
    relationships += 2
  }
  return probes
}

type Work = { readonly chain: BenchChain; readonly sender: Sender }

async function probe(
  { chain, sender }: Work,
  relationship: Relationship,
  size: Pick<Probe, 'relationships' | 'grantsInRelationship'>,
): Promise<Probe> {
  const stranger = relationshipOf(chain, { owner: newAccount(), delegate: newAccount() })
  const commitment = randomHex(32)
  const set = async (terms: GrantTerms) => {
    const grants = [{ commitment, ...terms }]
    return sender.send(await signedGrants(chain, relationship, { grants, deadline: DEADLINE }))
  }
  return {
    ...size,
    opening: await sender.send(await emptyOpening(chain, stranger)),
    firstGrant: await set(TERMS),
    change: await set({ ...TERMS, version: 2 }),
    revocation: await set(revocationTerms(2)),
  }
}

async function fillWithGrants(
  { chain, sender }: Work,
  relationship: Relationship,
  count: number,
): Promise<void> {
  for (let left = count; left > 0; left -= GRANTS_PER_MESSAGE) {
    const grants = Array.from(
      { length: Math.min(left, GRANTS_PER_MESSAGE) },
      (): GrantMessage => ({ commitment: randomHex(32), ...TERMS }),
    )
    await sender.send(await signedGrants(chain, relationship, { grants, deadline: DEADLINE }))
  }
}

async function openMany({ chain, sender }: Work, count: number): Promise<void> {
  for (let left = count; left > 0; left -= AT_ONCE) {
    const openings = Array.from({ length: Math.min(left, AT_ONCE) }, () => {
      // One key for both sides: one signature, and what is stored is the same.
      const key = newAccount()
      return emptyOpening(chain, relationshipOf(chain, { owner: key, delegate: key }))
    })
    await sender.fill(await Promise.all(openings))
  }
}

function emptyOpening(chain: BenchChain, relationship: Relationship) {
  const opening = { sealedPointer: randomHex(64), grants: [], deadline: DEADLINE }
  return signedOpening(chain, relationship, opening)
}

function randomHex(bytes: number): Hex {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(bytes)))
}

function newAccount() {
  return privateKeyToAccount(generatePrivateKey())
}
