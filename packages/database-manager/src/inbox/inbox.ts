import { randomBytes } from 'node:crypto'
import type { UnixSeconds } from '@medrec/protocol'
import type { Address } from 'viem'
import type { Store } from '../store/store.ts'

export type InboxNote = {
  readonly id: string
  /** Sealed to the viewer's key, base64url; unreadable here. */
  readonly note: string
  readonly receivedAt: UnixSeconds
}

const MOST_UNREAD = 100
const KEPT_SECONDS = 90 * 24 * 60 * 60

/** Sealed notes left for the members of staff. */
export class Inbox {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /**
   * Leaves a note. Does the same work and says the same whether the Agent has an inbox here, has
   * no room, or is unknown: who may be reached here is nobody's to try out.
   */
  async leave(agent: Address, note: string, now: UnixSeconds): Promise<void> {
    const owner = agent.toLowerCase()
    const id = randomBytes(16).toString('base64url')
    await this.#store.write
      .insertInto('inbox_notes')
      .columns(['id', 'agent', 'note', 'received_at'])
      .expression((expressions) =>
        expressions
          .selectFrom('staff')
          .where('agent', '=', owner)
          .where((where) =>
            where(
              where
                .selectFrom('inbox_notes')
                .where('agent', '=', owner)
                .select(({ fn }) => fn.countAll<number>().as('unread')),
              '<',
              MOST_UNREAD,
            ),
          )
          .select(({ val }) => [
            val(id).as('id'),
            'staff.agent as agent',
            val(note).as('note'),
            val(now).as('received_at'),
          ]),
      )
      .execute()
  }

  /** The notes of an Agent, oldest first. */
  async notesOf(agent: Address): Promise<readonly InboxNote[]> {
    const rows = await this.#store.read
      .selectFrom('inbox_notes')
      .select(['id', 'note', 'received_at'])
      .where('agent', '=', agent.toLowerCase())
      .orderBy('received_at')
      .orderBy('id')
      .execute()
    return rows.map(({ id, note, received_at }) => ({ id, note, receivedAt: received_at }))
  }

  /** Deletes a note of this Agent; one that is not there is deleted already. */
  async delete(agent: Address, id: string): Promise<void> {
    await this.#store.write
      .deleteFrom('inbox_notes')
      .where('id', '=', id)
      .where('agent', '=', agent.toLowerCase())
      .execute()
  }

  /** Deletes what nobody fetched in ninety days. */
  async prune(now: UnixSeconds): Promise<void> {
    await this.#store.write
      .deleteFrom('inbox_notes')
      .where('received_at', '<', now - KEPT_SECONDS)
      .execute()
  }
}
