import { addressSchema, type UnixSeconds } from '@medrec/protocol'
import type { Address } from 'viem'
import type { Store } from '../store/store.ts'

/** A member of the provider's staff, as the directory publishes it. */
export type StaffMember = {
  readonly agent: Address
  readonly owner: Address
  /** Raw X25519 public key, base64url. */
  readonly hpkeKey: string
  readonly name: string
  readonly role: string
}

/** Adds a member of staff, or changes key, name or role of one that was added before. */
export async function putStaffMember(
  member: StaffMember,
  store: Store,
  now: UnixSeconds,
): Promise<void> {
  const changing = { hpke_key: member.hpkeKey, name: member.name, role: member.role }
  await store.write
    .insertInto('staff')
    .values({
      agent: member.agent.toLowerCase(),
      owner: member.owner.toLowerCase(),
      ...changing,
      added_at: now,
    })
    .onConflict((conflict) => conflict.column('agent').doUpdateSet(changing))
    .execute()
}

/** Everybody on the staff, in the order they were added. */
export async function readStaff(store: Store): Promise<readonly StaffMember[]> {
  const rows = await store.read
    .selectFrom('staff')
    .select(['agent', 'owner', 'hpke_key', 'name', 'role'])
    .orderBy('added_at')
    .orderBy('agent')
    .execute()
  return rows.map((row) => ({
    agent: addressSchema.parse(row.agent),
    owner: addressSchema.parse(row.owner),
    hpkeKey: row.hpke_key,
    name: row.name,
    role: row.role,
  }))
}
