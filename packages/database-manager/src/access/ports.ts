import type { GrantTerms, UnixSeconds } from '@medrec/protocol'
import type { Address, Hex } from 'viem'

/** A grant that a viewer has opened here: commitment and relationship are known to be theirs. */
export type OpenedGrant = {
  readonly relationshipId: Hex
  readonly commitment: Hex
  /** The silo's key of the patient that the relationship was linked to. */
  readonly patientKey: string
}

/** The store's knowledge of who opened what. */
export interface OpenedGrants {
  /** Every grant this Agent has opened, in force or not; never one of a suspended link. */
  openedGrants(agent: Address): Promise<readonly OpenedGrant[]>
}

/** What the permission view answers from memory, narrowings handed over directly included. */
export interface GrantView {
  /** The terms in force by the chain and the kept narrowings; undefined if there never were any. */
  grant(relationshipId: Hex, commitment: Hex): GrantTerms | undefined
  /** Whether the relationship is ended, by the chain or by a kept narrowing; unknown counts as ended. */
  isRelationshipEnded(relationshipId: Hex): boolean
  /** The newest verified head's timestamp plus the monotonic time since it arrived. */
  chainTime(): UnixSeconds
  /** Now minus the timestamp of the newest verified head; Infinity before there is one. */
  headAgeSeconds(): number
}

/** The server's clock. */
export type Now = () => UnixSeconds

/** Where an alarm goes that somebody must look at; fields are codes, types and counts only. */
export interface AlarmLog {
  error(fields: Readonly<Record<string, string | number>>, message: string): void
}
