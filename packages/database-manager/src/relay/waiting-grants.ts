import {
  type GrantMessage,
  type RelayRequest,
  relayRequestSchema,
  toWireJson,
} from '@medrec/protocol'
import { type Hex, keccak256, stringToBytes } from 'viem'
import type { Store } from '../store/store.ts'

/** A signed change of grants, the one message that can wait: none spends a number of another. */
export type GrantRequest = Extract<RelayRequest, { type: 'SetGrants' }>

export type WaitingGrant = { readonly id: string; readonly request: GrantRequest }

/** Changes of grants that wait for the relayer's next tick, in the manager's own state. */
export type WaitingGrants = {
  /** On disk when it resolves. */
  readonly keep: (request: GrantRequest) => Promise<void>
  readonly all: () => Promise<readonly WaitingGrant[]>
  readonly drop: (id: string) => Promise<void>
  readonly isWaiting: (id: string) => Promise<boolean>
  /** Drops what nobody may submit any more. */
  readonly dropLate: (now: number) => Promise<void>
  /**
   * Drops what a change of the same grants overtakes by an equal or higher version: the chain would
   * refuse it. The caller has checked that the change is its signer's to make.
   */
  readonly dropOvertaken: (by: GrantRequest) => Promise<void>
}

/** Opens what waits. */
export function openWaitingGrants({ read, write }: Store): WaitingGrants {
  async function of(relationshipId: Hex): Promise<readonly WaitingGrant[]> {
    const rows = await read
      .selectFrom('waiting_messages')
      .select(['id', 'request'])
      .where('relationship_id', '=', relationshipId)
      .execute()
    return rows.map(parsed)
  }

  async function drop(id: string): Promise<void> {
    await write.deleteFrom('waiting_messages').where('id', '=', id).execute()
  }

  return {
    drop,
    async keep(request) {
      const text = toWireJson(request)
      const { relationshipId, deadline } = request.message
      await write
        .insertInto('waiting_messages')
        .values({
          id: keccak256(stringToBytes(text)),
          relationship_id: relationshipId,
          request: text,
          deadline,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },
    async all() {
      const rows = await read.selectFrom('waiting_messages').select(['id', 'request']).execute()
      return rows.map(parsed)
    },
    async isWaiting(id) {
      const row = await read
        .selectFrom('waiting_messages')
        .select('id')
        .where('id', '=', id)
        .executeTakeFirst()
      return row !== undefined
    },
    async dropLate(now) {
      await write.deleteFrom('waiting_messages').where('deadline', '<', now).execute()
    },
    async dropOvertaken(by) {
      const own = keccak256(stringToBytes(toWireJson(by)))
      for (const { id, request } of await of(by.message.relationshipId)) {
        if (id !== own && isOvertaken(request, by.message.grants)) await drop(id)
      }
    },
  }
}

/** One stale grant has the chain refuse the whole message. */
function isOvertaken({ message }: GrantRequest, by: readonly GrantMessage[]): boolean {
  return message.grants.some(({ commitment, version }) =>
    by.some((newer) => newer.commitment === commitment && newer.version >= version),
  )
}

function parsed(row: { readonly id: string; readonly request: string }): WaitingGrant {
  const request = relayRequestSchema.parse(JSON.parse(row.request))
  if (request.type !== 'SetGrants') throw new TypeError('Something waits that never has to.')
  return { id: row.id, request }
}
