/** The tables of the access log and of the proofs it remembers. */
export type LogTables = {
  access_log_head: AccessLogHeadRow
  access_log_patients: AccessLogPatientRow
  access_log_entries: AccessLogEntryRow
  proofs: ProofRow
}

/** One row: whoever updates it first holds the log until the end of the transaction. */
export type AccessLogHeadRow = {
  id: number
  /** Position of the next entry in the whole log, from 0. */
  next_position: number
}

/** Where the chain of one patient's entries stands. */
export type AccessLogPatientRow = {
  /** Wire id of the patient. */
  patient: string
  /** Running number of the last entry. */
  number: number
  leaf: string
}

export type AccessLogEntryRow = {
  position: number
  /** Wire id of the patient; '' for an entry that concerns no known patient. */
  patient: string
  /** Running number among the patient's entries, from 1; 0 without a patient. */
  number: number
  previous: string
  leaf: string
  salt: string
  /** JSON of the AuditEvent. */
  event: string
  recorded_at: number
}

export type ProofRow = { proof_id: string; expires_at: number }
