import { setTimeout as pause } from 'node:timers/promises'
import {
  type GrantTerms,
  healthResponseSchema,
  kindMask,
  purposeMask,
  revocationTerms,
  unixSecondsOf,
} from '@medrec/protocol'
import { type Hex, numberToHex, zeroHash } from 'viem'
import { z } from 'zod'
import type { Clinician } from '../../src/headless-client/clinician.ts'
import type { Patient, PatientRelationship } from '../../src/headless-client/patient.ts'
import type { ProviderSession } from '../../src/headless-client/provider-session.ts'
import { type ChangeRoute, resendChange, type SentChange, sendChange } from './follow-change.ts'
import { type Provider, VIEW_AGE_SECONDS } from './provider-network.ts'

/** What a provider served and must not have. */
export type Violation = {
  readonly provider: number
  readonly rule: 'handed over' | 'seen on the chain' | 'longer than the age limit'
  readonly version: number
  readonly afterMs: number
}

/** A grant that is given and taken back again and again until it is disposed of. */
export type SharedRecord = AsyncDisposable & {
  readonly provider: Provider
  readonly relationship: PatientRelationship
  readonly commitment: Hex
  readonly violations: readonly Violation[]
  readonly lastVersion: () => number
  /** The newest change that was seen to have its effect. */
  readonly settled: () => Pick<SentChange, 'version' | 'isRevocation'> | undefined
  /** How long changes took to their effect, in ms. */
  readonly granted: readonly number[]
  readonly refused: readonly number[]
  /** Whether the provider serves the record now; undefined if it answers neither way. */
  readonly isServed: () => Promise<boolean | undefined>
}

const HELD_MS = 1_000
const LOOK_AGAIN_MS = 100
const READS_WITHIN_MS = 4_000
const SIGNED_IN_MS = 60_000
/** Two providers may not answer before one brings it to a block, which a view of the limit's age lacks. */
const SLACK_MS = 10_000
const DAY_SECONDS = 86_400

/** Shares one kind of one patient's record at one provider with one clinician. */
export async function shareRecord(of: {
  readonly patient: Patient
  readonly relationship: PatientRelationship
  readonly clinician: Clinician
  readonly concerned: Provider
  readonly others: readonly Provider[]
  /** The last version that was signed of this grant. */
  readonly version: number
}): Promise<SharedRecord> {
  const { patient, relationship, clinician, concerned, others } = of
  const { commitment, salt } = patient.commitmentOf(relationship, clinician.entry.agent, 0)
  const ending = new AbortController()
  const violations: Violation[] = []
  const granted: number[] = []
  const refused: number[] = []
  let settled: SentChange | undefined
  let { version } = of
  let signedIn: { readonly session: ProviderSession; readonly until: number } | undefined
  let patientId: string | undefined

  async function sessionNow(): Promise<ProviderSession> {
    if (signedIn === undefined || performance.now() > signedIn.until) {
      const session = await clinician.signIn(concerned.host)
      signedIn = { session, until: performance.now() + SIGNED_IN_MS }
    }
    return signedIn.session
  }

  async function isServed(): Promise<boolean | undefined> {
    const work = (async () => {
      const session = await sessionNow()
      const grant = { relationshipId: relationship.relationshipId, salt }
      patientId ??= (await clinician.openGrant(session, grant)).patient
      const path = `/fhir/Observation?patient=${patientId}&_count=1`
      const response = await session.fetch(path)
      await response.arrayBuffer()
      if (response.status === 200) return true
      return response.status === 403 || response.status === 503 ? false : undefined
    })().catch(() => undefined)
    return Promise.race([work, pause(READS_WITHIN_MS, undefined)])
  }

  /** Reads, and notes it if the record is served though its grant was revoked. */
  async function look(change: SentChange): Promise<boolean | undefined> {
    const startedAt = performance.now()
    const wasTaken = change.takenAt !== undefined
    const wasSeen = change.isRevocation && (await hasSeen(concerned, change))
    const served = await isServed()
    if (served !== true || !change.isRevocation) return served
    const afterMs = startedAt - change.signedAt
    const note = (rule: Violation['rule']) =>
      violations.push({ provider: concerned.place, rule, version: change.version, afterMs })
    if (wasTaken) note('handed over')
    if (wasSeen) note('seen on the chain')
    if (afterMs > VIEW_AGE_SECONDS * 1_000 + SLACK_MS) note('longer than the age limit')
    return served
  }

  async function follow(change: SentChange, route: ChangeRoute): Promise<void> {
    while (!ending.signal.aborted) {
      const served = await look(change)
      if (served === !change.isRevocation) {
        if (settled !== change) {
          const times = change.isRevocation ? refused : granted
          times.push(performance.now() - change.signedAt)
        }
        settled = change
        return
      }
      await resendChange(change, route)
      await wait(LOOK_AGAIN_MS)
    }
  }

  async function hold(change: SentChange): Promise<void> {
    const until = performance.now() + HELD_MS
    while (performance.now() < until && !ending.signal.aborted) {
      await look(change)
      await wait(LOOK_AGAIN_MS)
    }
  }

  async function change(terms: GrantTerms): Promise<void> {
    // Every other time the patient reaches others alone, so that the provider learns it of the chain.
    const route = { concerned, others, isReached: terms.version % 4 < 2 }
    const sent = await sendChange({ patient, relationship, commitment, terms }, route)
    await follow(sent, route)
    await hold(sent)
  }

  function wait(ms: number): Promise<unknown> {
    return pause(ms, undefined, { signal: ending.signal }).catch(() => undefined)
  }

  const running = (async () => {
    while (!ending.signal.aborted) {
      version += 1
      await change(grantTerms(version))
      if (ending.signal.aborted) return
      version += 1
      await change(revocationTerms(version))
    }
  })()
  return {
    ...{ provider: concerned, relationship, commitment, violations, granted, refused, isServed },
    lastVersion: () => version,
    settled: () => settled,
    async [Symbol.asyncDispose]() {
      ending.abort()
      await running
    },
  }
}

function grantTerms(version: number): GrantTerms {
  return {
    ...{ readKinds: kindMask(['laboratory']), writeKinds: 0n },
    ...{ notBefore: 0, notAfter: unixSecondsOf(new Date()) + DAY_SECONDS },
    ...{ purposes: purposeMask(['TREAT']), version, finerTerms: zeroHash },
  }
}

const blockNumberSchema = z.string().transform(Number)
const receiptSchema = z.object({
  result: z.object({ blockNumber: blockNumberSchema }).nullable(),
})
const blockSchema = z.object({ result: z.object({ hash: z.string() }).nullable() })

/** Whether a provider's manager has seen the block of its own node that says the change. */
async function hasSeen(provider: Provider, { transactions }: SentChange): Promise<boolean> {
  const { rpcUrl } = provider.authority
  try {
    const blocks: number[] = []
    for (const hash of transactions) {
      const answer = await ask(rpcUrl, 'eth_getTransactionReceipt', [hash])
      const receipt = receiptSchema.parse(answer).result
      if (receipt !== null) blocks.push(receipt.blockNumber)
    }
    if (blocks.length === 0) return false
    const signal = AbortSignal.timeout(READS_WITHIN_MS)
    const health = await (await fetch(`${provider.origin}/healthz`, { signal })).json()
    const { head, hash } = healthResponseSchema.parse(health).chain
    const named = [numberToHex(head), false]
    const block = blockSchema.parse(await ask(rpcUrl, 'eth_getBlockByNumber', named)).result
    // Of another branch, a block of this height says nothing.
    return block?.hash === hash && head >= Math.min(...blocks)
  } catch {
    return false
  }
}

async function ask(rpcUrl: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(READS_WITHIN_MS),
  })
  return response.json()
}
