import { setTimeout as wait } from 'node:timers/promises'
import { readEventPages } from '@medrec/ethereum-client'
import { commitmentOf, toWireJson, unixSecondsOf } from '@medrec/protocol'
import { type Hex, zeroHash } from 'viem'
import { type ContractPlaces, grantsMessage } from '../chain/relationship.ts'
import { inParallel } from '../in-parallel.ts'
import { rounded } from '../median.ts'
import { openHandIn } from './hand-in.ts'
import {
  type OpenRelationship,
  openRelationships,
  placesOf,
  type RelayingNetwork,
} from './open-relationships.ts'

/** Each is changed again only after the blocks have its last change. */
const RELATIONSHIPS = 450
/** A third more than is asked for: whoever keeps up has some reserve. */
const OFFERED_PER_SECOND = 200
/** Of one Database Manager: as many as browsers open at a few dozen people. */
const CALLS_AT_A_TIME = 32
const WARM_UP_SECONDS = 5
const LOST_AFTER_SECONDS = 30
const DAY_SECONDS = 86_400

/** A signed change, as it is handed to a Database Manager. */
type Change = { readonly key: string; readonly origin: string; readonly body: string }

/**
 * Measures how many permission changes a second the network takes up for so long, each a new version
 * of a grant, signed by its patient beforehand and handed to one of the Database Managers to be
 * relayed. What counts are those in blocks of the time measured; lost is what is in no block half a
 * minute after the last was handed in, refused ones too.
 */
export async function measureThroughput(relaying: RelayingNetwork, seconds: number) {
  const { network } = relaying
  const chain = await placesOf(network)
  console.log(`Opening ${RELATIONSHIPS} relationships …`)
  const open = await openRelationships(relaying, RELATIONSHIPS)
  const changes = await signChanges(chain, open, (WARM_UP_SECONDS + seconds) * OFFERED_PER_SECOND)

  const fromBlock = Number(await network.client.getBlockNumber())
  const begins = performance.now()
  console.log(`Handing in ${OFFERED_PER_SECOND} changes a second for ${seconds} seconds …`)
  using handIn = openHandIn(CALLS_AT_A_TIME)
  const sent = new Set<string>()
  const refusals: string[] = []
  const isOver = () => performance.now() - begins > (WARM_UP_SECONDS + seconds) * 1_000
  const startedAt = unixSecondsOf(new Date()) + WARM_UP_SECONDS
  const byOrigin = Map.groupBy(changes, ({ origin }) => origin)
  const lanes = [...byOrigin.values()].map((own) =>
    inParallel(paced(own, isOver), CALLS_AT_A_TIME, async ({ change, dueMs }) => {
      await wait(Math.max(0, begins + dueMs - performance.now()))
      if (isOver()) return
      sent.add(change.key)
      const refusal = await handIn.post(`${change.origin}/relay`, change.body)
      if (refusal !== undefined) refusals.push(refusal)
    }),
  )
  await Promise.all(lanes)
  const endedAt = startedAt + seconds
  for (const refusal of new Set(refusals)) console.log(`Refused: ${refusal}`)

  await wait(LOST_AFTER_SECONDS * 1_000)
  const mined = await minedChanges(network, fromBlock)
  const inTime = [...mined.values()].filter((time) => time > startedAt && time <= endedAt)
  return {
    changesPerSecond: rounded(inTime.length / seconds, 1),
    lost: [...sent].filter((key) => !mined.has(key)).length,
  }
}

/** One Database Manager's share of the changes, each with when it is due. */
function* paced(own: readonly Change[], isOver: () => boolean) {
  const perSecond = OFFERED_PER_SECOND / 3
  for (const [index, change] of own.entries()) {
    if (isOver()) return
    yield { change, dueMs: (index * 1_000) / perSecond }
  }
}

/** Signs version after version, one relationship after the other. */
async function signChanges(
  chain: ContractPlaces,
  open: readonly OpenRelationship[],
  count: number,
): Promise<readonly Change[]> {
  const deadline = unixSecondsOf(new Date()) + DAY_SECONDS
  const commitments = open.map(({ id, owner }) => {
    const at = { chainId: chain.chainId, contract: chain.relationships, relationshipId: id }
    return commitmentOf({ ...at, viewer: owner.address, salt: zeroHash })
  })
  const changes: Change[] = []
  for (let version = 1; changes.length < count; version += 1) {
    for (const [index, relationship] of open.entries()) {
      const grant = { ...termsOf(version), commitment: commitments[index] ?? zeroHash }
      const signed = await grantsMessage(chain, relationship, { grants: [grant], deadline })
      const key = keyOf(relationship.id, version)
      changes.push({ key, origin: relationship.origin, body: toWireJson(signed) })
    }
    if (version % 5 === 0) console.log(`Signed ${changes.length} of ${count} changes.`)
  }
  return changes
}

/** Never narrower than the version before. */
function termsOf(version: number) {
  return {
    ...{ readKinds: 0b1111n, writeKinds: 0n, notBefore: 0, purposes: 1, finerTerms: zeroHash },
    ...{ notAfter: 2_000_000_000 + version, version },
  }
}

/** Each change that is in a block → the block's time. */
async function minedChanges(
  network: RelayingNetwork['network'],
  fromBlock: number,
): Promise<ReadonlyMap<string, number>> {
  const mined = new Map<string, number>()
  const times = new Map<number, number>()
  const head = Number(await network.client.getBlockNumber())
  for await (const events of readEventPages(network, fromBlock, head)) {
    for (const event of events) {
      if (event.type !== 'GrantSet') continue
      const { blockNumber, relationshipId, terms } = event
      const time = times.get(blockNumber) ?? (await timeOf(network, blockNumber))
      times.set(blockNumber, time)
      mined.set(keyOf(relationshipId, terms.version), time)
    }
  }
  return mined
}

async function timeOf({ client }: RelayingNetwork['network'], number: number): Promise<number> {
  const { timestamp } = await client.getBlock({ blockNumber: BigInt(number) })
  return Number(timestamp)
}

function keyOf(relationshipId: Hex, version: number): string {
  return `${relationshipId}:${version}`
}
