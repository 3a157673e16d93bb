import type { KeptNarrowing, NarrowingStore } from '@medrec/ethereum-client'
import type { UnixSeconds } from '@medrec/protocol'
import { type Hex, isHex } from 'viem'
import type { Store } from '../store/store.ts'

/** Keeps what the permission view must obey over a restart in the manager's own state. */
export function openNarrowingStore(store: Store, now: () => UnixSeconds): NarrowingStore {
  return {
    async load() {
      const rows = await store.read
        .selectFrom('narrowings')
        .select(['id', 'about', 'body'])
        .orderBy('seen_at')
        .execute()
      return rows.map((row): KeptNarrowing => ({ ...row, about: hexOf(row.about) }))
    },
    async keep(narrowings) {
      const seenAt = now()
      const rows = narrowings.map((narrowing) => ({ ...narrowing, seen_at: seenAt }))
      await store.write.transaction().execute(async (transaction) => {
        for (const batch of batchesOf(rows)) {
          await transaction
            .insertInto('narrowings')
            .values([...batch])
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }
      })
    },
    async drop(ids) {
      await store.write.transaction().execute(async (transaction) => {
        for (const batch of batchesOf(ids)) {
          await transaction.deleteFrom('narrowings').where('id', 'in', batch).execute()
        }
      })
    },
  }
}

// A statement takes 32,766 parameters on SQLite and 65,535 on PostgreSQL.
const BATCH = 1000

function batchesOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / BATCH)
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  )
}

function hexOf(text: string): Hex {
  if (!isHex(text)) throw new TypeError('A kept narrowing is about something without an id.')
  return text
}
