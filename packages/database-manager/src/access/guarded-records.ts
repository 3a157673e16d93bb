import type { Resource } from '@medplum/fhirtypes'
import type { PatientType, SharedType } from '@medrec/protocol'
import { isPatientType, isSharedType, type Kind } from '@medrec/protocol'
import type { Principal } from '../auth/principal.ts'
import type { AccessLog } from '../log/access-log.ts'
import type { Silo } from '../silo/silo.ts'
import type { LoggedRequest } from './access-entries.ts'
import { RecordAssertionError } from './access-errors.ts'
import { GuardedRequest } from './guarded-request.ts'
import type { PageCursors } from './page-cursors.ts'
import { permissionsOf } from './permissions.ts'
import type { AlarmLog, GrantView, Now, OpenedGrants } from './ports.ts'
import { ReachedReferences } from './reached-references.ts'
import {
  assertConsistent,
  assertPage,
  type RecordCode,
  type RecordDateRange,
  type RecordSource,
} from './record-row.ts'
import type { WireIds } from './wire-ids.ts'

/** The one door to records: decided, narrowed, asserted, logged, and only then handed out. */
export interface GuardedRecords {
  /**
   * Reads one resource.
   *
   * @throws {AccessDeniedError} MEDREC_ACCESS_DENIED if nothing is in force for the principal
   * @throws {RecordAbsentError} MEDREC_RECORD_ABSENT if it is absent or not permitted
   * @throws {ViewStaleError} MEDREC_VIEW_STALE for viewers, if the chain has been silent too long
   * @throws {ProofRefusedError} MEDREC_PROOF_REFUSED if the proof was used before
   * @throws {AccessLogUnavailableError} MEDREC_ACCESS_LOG_UNAVAILABLE
   * @throws {RecordAssertionError} MEDREC_RECORD_ASSERTION_FAILED
   */
  read(principal: Principal, need: RecordNeed): Promise<Served<Resource>>
  /**
   * Reads one page of a patient's resources of one type; throws like {@link read}, and
   * @throws {RequestUnsupportedError} MEDREC_REQUEST_UNSUPPORTED if the cursor is of another query
   */
  search(principal: Principal, need: SearchNeed): Promise<Served<RecordPage>>
}

export type RecordNeed = { readonly type: PatientType | SharedType; readonly id: string }

export type SearchNeed = {
  readonly type: PatientType
  /** Wire id of the patient; the principal's own if absent. */
  readonly patient: string | undefined
  /** Wire ids; any of them. */
  readonly ids: readonly string[] | undefined
  /** Any of these. */
  readonly codes: readonly RecordCode[] | undefined
  /** All of these. */
  readonly dateRanges: readonly RecordDateRange[]
  /** Any of these; every kind if absent. */
  readonly kinds: readonly Kind[] | undefined
  readonly includes: readonly string[]
  readonly count: number
  readonly cursor: string | undefined
  /** The query without its cursor, in one spelling. */
  readonly query: string
  /** Names of the parameters, for the log. */
  readonly parameters: readonly string[]
}

export type RecordPage = {
  readonly matches: readonly Resource[]
  readonly included: readonly Resource[]
  /** Cursor of the next page, if there is one. */
  readonly next: string | undefined
}

export type Served<Body> = {
  readonly body: Body
  /** One receipt for each entry written, as a compact JWS. */
  readonly receipts: readonly string[]
  /** Whether the patient reads their own records. */
  readonly isOwn: boolean
  /** Age of what is known of the chain, if it is too old for anybody but the patient. */
  readonly staleSeconds: number | undefined
}

export type GuardedRecordsDeps = {
  readonly silo: Pick<Silo, 'search' | 'read' | 'readShared'>
  readonly grants: OpenedGrants
  readonly view: GrantView
  readonly now: Now
  readonly log: Pick<AccessLog, 'append' | 'refuseKnownProof'>
  readonly wireIds: WireIds
  readonly cursors: PageCursors
  /** The provider's origin, for the log. */
  readonly origin: string
  readonly maxViewAgeSeconds: number
  readonly alarm: AlarmLog
}

/** References remembered over all readers. */
const REMEMBERED_REFERENCES = 50_000

/** Opens the door to the records of one silo. */
export function openGuardedRecords(deps: GuardedRecordsDeps): GuardedRecords {
  const { alarm, log, view, wireIds } = deps
  const reached = new ReachedReferences(REMEMBERED_REFERENCES)
  const source = assertedSource(deps.silo)

  async function serve<Body>(
    logged: LoggedRequest,
    answer: (request: GuardedRequest) => Promise<Served<Body>>,
  ): Promise<Served<Body>> {
    log.refuseKnownProof(logged.principal.proofId)
    const age = view.headAgeSeconds()
    // Written so that NaN counts as stale.
    const isStale = !(age <= deps.maxViewAgeSeconds)
    const permissions = await permissionsOf(logged.principal, { ...deps, isStale })
    const staleSeconds = isStale ? age : undefined
    const parts = { ...deps, source, reached, logged, permissions, staleSeconds }
    try {
      return await answer(new GuardedRequest(parts))
    } catch (error) {
      if (error instanceof RecordAssertionError) {
        alarm.error({ code: error.code, ...error.details }, 'a silo broke a rule')
      }
      throw error
    }
  }

  return {
    async read(principal, { type, id }) {
      const key = wireIds.decode(type, id)
      const known = key === undefined ? undefined : id
      const logged = { interaction: 'read', principal, type, id: known, parameters: [] } as const
      return await serve(logged, (request) => {
        if (type === 'Patient') return request.readPatient(key)
        return isPatientType(type) ? request.readRecord(type, key) : request.readShared(type, key)
      })
    },
    async search(principal, need) {
      const { type, patient, parameters } = need
      const key =
        patient === undefined
          ? principal.linkedPatient?.patientKey
          : wireIds.decode('Patient', patient)
      const logged = { interaction: 'search', principal, type, parameters } as const
      return await serve(logged, (request) => request.search(need, key))
    },
  }
}

/** The silo, every row of it asserted before anybody looks at it. */
function assertedSource(silo: GuardedRecordsDeps['silo']): RecordSource {
  return {
    async search(query) {
      const rows = await silo.search(query)
      assertPage(rows, query)
      return rows
    },
    async read({ type, key }) {
      const row = await silo.read(type, key)
      if (row === undefined) return undefined
      assertConsistent(row, type)
      if (row.key !== key) throw new RecordAssertionError(type, 'key')
      return row
    },
    async readShared({ type, key }) {
      const row = isSharedType(type) ? await silo.readShared(type, key) : undefined
      if (row === undefined) return undefined
      assertConsistent(row, type)
      if (row.key !== key) throw new RecordAssertionError(type, 'key')
      if (row.patientKeys.length > 0) throw new RecordAssertionError(type, 'patient')
      return row
    },
  }
}
