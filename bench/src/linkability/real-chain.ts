import { type GrantMessage, revocationTerms, unpackTerms } from '@medrec/protocol'
import { relationshipsAbi } from '@medrec/smart-contracts'
import {
  type Address,
  bytesToHex,
  concat,
  decodeFunctionData,
  getAddress,
  type Hex,
  keccak256,
  size,
  slice,
  toHex,
  zeroHash,
} from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import type { BenchChain, CallFrom } from '../chain/bench-chain.ts'
import { relationshipOf, signedGrants, signedOpening } from '../chain/relationship.ts'
import type { Target } from './attack.ts'
import type { Observed } from './observed.ts'
import type { Planned, PlannedGrant } from './plan.ts'

/** Plays a plan on the real contracts: every message signed by its keys, every block at its time. */
export async function play(chain: BenchChain, planned: readonly Planned[]): Promise<void> {
  const owners = new Map<string, PrivateKeyAccount>()
  for (const { relationship, owner } of planned) {
    if (owner !== undefined) owners.set(relationship, keyOf(`owner ${owner}`))
  }
  let block: CallFrom[] = []
  for (const [place, each] of planned.entries()) {
    const owner = owners.get(each.relationship)
    if (owner === undefined) throw new Error(`${each.relationship} is never opened.`)
    const delegate = keyOf(`delegate ${each.relationship}`)
    const relationship = relationshipOf(chain, { owner, delegate })
    const message = { grants: each.grants.map(grantOf), deadline: each.deadline }
    const call =
      each.owner === undefined
        ? await signedGrants(chain, relationship, message)
        : await signedOpening(chain, relationship, { ...message, sealedPointer: randomHex(64) })
    block.push({ from: addressOf(each.sender), ...call })
    if (planned[place + 1]?.time === each.time) continue
    await chain.mineAt(each.time, block)
    block = []
  }
}

/** Reads back what anybody can read: blocks, the data of their transactions, and the events. */
export async function readChain(chain: BenchChain): Promise<readonly Observed[]> {
  const { client, relationships: address } = chain
  const range = { fromBlock: 0n, toBlock: 'latest' } as const
  const logs = await client.getContractEvents({ abi: relationshipsAbi, address, ...range })
  const relationshipOfTransaction = new Map(
    logs.map((log) => [
      log.transactionHash,
      'relationshipId' in log.args ? log.args.relationshipId : undefined,
    ]),
  )
  const observed: Observed[] = []
  const newest = await client.getBlockNumber()
  for (let number = 1n; number <= newest; number += 1n) {
    const block = await client.getBlock({ blockNumber: number, includeTransactions: true })
    for (const { hash, from, to, input } of block.transactions) {
      // The deployment.
      if (to === null) continue
      const relationship = relationshipOfTransaction.get(hash)
      if (relationship === undefined) throw new Error(`Transaction ${hash} failed.`)
      const seen = { time: Number(block.timestamp), sender: from, relationship, bytes: size(input) }
      observed.push({ ...seen, ...messageIn(input) })
    }
  }
  return observed
}

/** The plan's answers under the names of the chain. */
export function targetIn(
  chain: BenchChain,
  parts: {
    readonly observed: readonly Observed[]
    readonly planned: readonly Planned[]
    readonly personOf: ReadonlyMap<string, number>
  },
): Target {
  const personOf = new Map<string, number>()
  for (const { owner, relationship } of parts.planned) {
    if (owner === undefined) continue
    const keys = { owner: keyOf(`owner ${owner}`), delegate: keyOf(`delegate ${relationship}`) }
    const person = parts.personOf.get(relationship)
    if (person !== undefined) personOf.set(relationshipOf(chain, keys).id, person)
  }
  return { chain: parts.observed, personOf }
}

function messageIn(input: Hex): Pick<Observed, 'owner' | 'deadline' | 'grants'> {
  const { functionName, args } = decodeFunctionData({ abi: relationshipsAbi, data: input })
  if (functionName !== 'open' && functionName !== 'setGrants') {
    throw new Error(`Nobody was to call ${functionName}.`)
  }
  const [message] = args
  const grants = message.grants.map(({ commitment, terms, finerTerms }) => {
    const { readKinds, purposes, notAfter, version } = unpackTerms(terms, finerTerms)
    return {
      viewer: commitment,
      readKinds,
      purposes,
      notAfter,
      version,
      isFiner: finerTerms !== zeroHash,
    }
  })
  return {
    owner: 'owner' in message ? message.owner : undefined,
    deadline: message.deadline,
    grants,
  }
}

/** A commitment tells an attacker no more than whether it is the same as another. */
function grantOf(planned: PlannedGrant): GrantMessage {
  const { viewer, readKinds, purposes, notAfter, version, isFiner } = planned
  const commitment = keccak256(toHex(viewer))
  if (readKinds === 0n) return { commitment, ...revocationTerms(version) }
  const finerTerms = isFiner ? randomHex(32) : zeroHash
  return {
    commitment,
    readKinds,
    writeKinds: 0n,
    notBefore: 0,
    notAfter,
    purposes,
    version,
    finerTerms,
  }
}

const keys = new Map<string, PrivateKeyAccount>()

/** The same key for the same name, made once: each costs a multiplication on the curve. */
function keyOf(name: string): PrivateKeyAccount {
  const known = keys.get(name)
  if (known !== undefined) return known
  const key = privateKeyToAccount(keccak256(toHex(name)))
  keys.set(name, key)
  return key
}

function addressOf(name: string): Address {
  return getAddress(slice(keccak256(concat([toHex('sender '), toHex(name)])), 12))
}

function randomHex(bytes: number): Hex {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(bytes)))
}
