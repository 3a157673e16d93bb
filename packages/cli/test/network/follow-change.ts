import {
  type GrantTerms,
  isRevocation,
  type RelayResponse,
  relayResponseSchema,
  toWireJson,
} from '@medrec/protocol'
import type { Hex } from 'viem'
import type { Patient, PatientRelationship } from '../../src/headless-client/patient.ts'
import type { Provider } from './provider-network.ts'

/** A signed change of a grant on its way, and what its sender knows of it. */
export type SentChange = {
  readonly version: number
  readonly isRevocation: boolean
  readonly body: string
  /** In ms of the monotonic clock, like all times here. */
  readonly signedAt: number
  sentAt: number
  /** When the provider concerned had taken it. */
  takenAt: number | undefined
  /** What relayers made of it. */
  readonly transactions: Set<Hex>
  /** Who is asked next to relay it, the next one first. */
  turn: readonly Provider[]
}

/** Who hands a change over, and to whom. */
export type ChangeRoute = {
  readonly concerned: Provider
  readonly others: readonly Provider[]
  /** Whether the patient reaches the provider concerned, or others alone. */
  readonly isReached: boolean
}

const ANSWERS_WITHIN_MS = 4_000
const RESEND_AFTER_MS = 3_000

/** Signs a change of one grant and hands it over as the user client does. */
export async function sendChange(
  of: {
    readonly patient: Patient
    readonly relationship: PatientRelationship
    readonly commitment: Hex
    readonly terms: GrantTerms
  },
  route: ChangeRoute,
): Promise<SentChange> {
  const request = await of.patient.signGrant(of.relationship, of.commitment, of.terms)
  const now = performance.now()
  const change: SentChange = {
    ...{ version: of.terms.version, isRevocation: isRevocation(of.terms) },
    ...{ body: toWireJson(request), signedAt: now, sentAt: now, takenAt: undefined },
    transactions: new Set(),
    turn: turnsOf(isRevocation(of.terms), route),
  }
  await handOver(change, route)
  return change
}

/** Hands a change that the chain does not show over again, once it is time to. */
export async function resendChange(change: SentChange, route: ChangeRoute): Promise<void> {
  if (performance.now() - change.sentAt < RESEND_AFTER_MS) return
  change.sentAt = performance.now()
  await handOver(change, route)
}

/** A revocation goes to the provider concerned first, anything else to it last. */
function turnsOf(isFirst: boolean, { concerned, others, isReached }: ChangeRoute) {
  const shuffled = others
    .map((provider) => ({ provider, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ provider }) => provider)
  if (!isReached) return shuffled
  return isFirst ? [concerned, ...shuffled] : [...shuffled, concerned]
}

/** To the next who takes it. Whoever was asked comes last from now on. */
async function handOver(change: SentChange, { concerned }: ChangeRoute): Promise<void> {
  for (const provider of change.turn) {
    change.turn = [...change.turn.filter((other) => other !== provider), provider]
    const answer = await post(provider, change.body)
    if (answer === undefined) continue
    if ('transaction' in answer) change.transactions.add(answer.transaction)
    if (provider === concerned) change.takenAt ??= performance.now()
    return
  }
}

async function post(provider: Provider, body: string): Promise<RelayResponse | undefined> {
  try {
    const response = await fetch(`${provider.origin}/relay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    })
    if (response.status !== 202) return undefined
    return relayResponseSchema.parse(await response.json())
  } catch {
    return undefined
  }
}
