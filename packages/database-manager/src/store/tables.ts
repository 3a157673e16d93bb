import type { LogTables } from '../log/log-tables.ts'

/** Every table of the manager's own state. Times are Unix seconds; JSON is text. */
export type Tables = LogTables & {
  invites: InviteRow
  claims: ClaimRow
  links: LinkRow
  delegate_keys: DelegateKeyRow
  narrowings: NarrowingRow
  narrowing_messages: NarrowingMessageRow
  waiting_messages: WaitingMessageRow
  inbox_notes: InboxNoteRow
  viewer_books: ViewerBookRow
  staff: StaffRow
  used_nonces: UsedNonceRow
  opened_grants: OpenedGrantRow
  clique_snapshots: CliqueSnapshotRow
}

export type InviteRow = {
  code_hash: string
  patient_key: string
  /** Member of staff who checked the document, and the kind of document. Never its number. */
  checked_by: string
  document: string
  created_at: number
  expires_at: number
  wrong_facts: number
}

export type ClaimRow = {
  id: string
  code_hash: string
  owner: string
  relationship_id: string
  agent: string
  /** JSON of the provider's statement with its signature. */
  statement: string
  claimed_at: number
  /** JSON of the opening with both signatures; null until the patient has signed it. */
  opening: string | null
  /** Hash of the transaction that carried it, once a member has relayed it. */
  transaction_hash: string | null
}

/** The lookup table relationship ↔ patient, with what both sides signed about it. */
export type LinkRow = {
  relationship_id: string
  patient_key: string
  agent: string
  provider_statement: string
  patient_statement: string
  linked_at: number
}

export type DelegateKeyRow = {
  relationship_id: string
  address: string
  /** AES-256-GCM of the private key: base64url of IV, ciphertext and tag. */
  sealed: string
  created_at: number
}

/** What takes a right away and must outlive a restart; the permission view writes and reads it. */
export type NarrowingRow = {
  id: string
  /** Relationship or Agent. */
  about: string
  body: string
  seen_at: number
}

/** A signed message that narrows, kept to be relayed again until its deadline. */
export type NarrowingMessageRow = {
  /** Hash of the request, so that keeping it twice keeps it once. */
  id: string
  /** JSON of the relay request as it came. */
  request: string
  kept_at: number
  deadline: number
}

/** A signed change of grants that waits for the relayer's next tick. */
export type WaitingMessageRow = {
  /** Hash of the request, so that keeping it twice keeps it once. */
  id: string
  relationship_id: string
  /** JSON of the relay request as it came. */
  request: string
  deadline: number
}

export type InboxNoteRow = { id: string; agent: string; note: string; received_at: number }

export type ViewerBookRow = { relationship_id: string; version: number; sealed: string }

export type StaffRow = {
  agent: string
  owner: string
  hpke_key: string
  name: string
  role: string
  added_at: number
}

export type UsedNonceRow = { nonce: string; expires_at: number }

export type OpenedGrantRow = {
  commitment: string
  relationship_id: string
  viewer: string
  /** The AgentGroup that the grant names; null if it names the viewer. */
  agent_group: string | null
  opened_at: number
}

export type CliqueSnapshotRow = {
  chain_id: number
  /** JSON of the newest final block that was verified, and who may seal after it. */
  snapshot: string
}
