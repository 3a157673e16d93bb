import {
  type CliqueSnapshot,
  createCliqueFinality,
  type Finality,
  type Network,
} from '@medrec/ethereum-client'
import { addressSchema, hash32Schema } from '@medrec/protocol'
import type { Address } from 'viem'
import { z } from 'zod'
import type { ConsensusConfig } from './config.ts'
import type { Store } from './store/store.ts'

type CliqueConsensus = Extract<ConsensusConfig, { readonly kind: 'clique' }>

const KEEP_EVERY_MS = 60_000

/**
 * Opens the finality of a Clique chain where this manager had verified it to, so that a start reads
 * no header twice; what is verified from now on is kept every minute and at the end.
 */
export async function openCliqueFinality(
  consensus: CliqueConsensus,
  deps: { readonly network: Network; readonly store: Store },
): Promise<Finality & AsyncDisposable> {
  const { network, store } = deps
  const { kind: _, ...rules } = consensus
  const from = await loadSnapshot(deps)
  const finality = createCliqueFinality({
    network,
    rules,
    ...(from === undefined ? {} : { from }),
  })
  const keep = async () => {
    const snapshot = finality.snapshot()
    if (snapshot !== undefined) await keepSnapshot(store, network.chainId, snapshot)
  }
  const timer = setInterval(() => void keep().catch(() => undefined), KEEP_EVERY_MS)
  return {
    newestFinal: (head) => finality.newestFinal(head),
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await keep()
    },
  }
}

/** What was kept, if the chain still has that block: one that was started over has not. */
async function loadSnapshot({
  network,
  store,
}: {
  readonly network: Network
  readonly store: Store
}): Promise<CliqueSnapshot | undefined> {
  const row = await store.read
    .selectFrom('clique_snapshots')
    .select('snapshot')
    .where('chain_id', '=', network.chainId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const snapshot: CliqueSnapshot = snapshotSchema.parse(JSON.parse(row.snapshot))
  const block = await network.client
    .getBlock({ blockNumber: BigInt(snapshot.number) })
    .catch(() => undefined)
  return block?.hash === snapshot.hash ? snapshot : undefined
}

async function keepSnapshot(
  store: Store,
  chainId: number,
  snapshot: CliqueSnapshot,
): Promise<void> {
  const text = JSON.stringify(snapshot)
  await store.write
    .insertInto('clique_snapshots')
    .values({ chain_id: chainId, snapshot: text })
    .onConflict((conflict) => conflict.column('chain_id').doUpdateSet({ snapshot: text }))
    .execute()
}

/** As the finality writes addresses: in lower case. */
const lowerAddressSchema = addressSchema.transform((address) => address.toLowerCase() as Address)
const blockNumberSchema = z.number().int().nonnegative()

const snapshotSchema = z.strictObject({
  number: blockNumberSchema,
  hash: hash32Schema,
  timestamp: z.number().int().nonnegative(),
  signers: z.array(lowerAddressSchema),
  recents: z.array(z.strictObject({ number: blockNumberSchema, signer: lowerAddressSchema })),
  votes: z.array(
    z.strictObject({
      signer: lowerAddressSchema,
      candidate: lowerAddressSchema,
      isToAdd: z.boolean(),
    }),
  ),
})
