import type { Resource } from '@medplum/fhirtypes'
import { isSharedType, type Kind, kindOf, type PatientType } from '@medrec/protocol'
import { RecordAssertionError, RequestUnsupportedError } from './access-errors.ts'
import type { GuardedRecordsDeps, RecordPage, SearchNeed, Served } from './guarded-records.ts'
import { includedReferences } from './includes.ts'
import type { ReachedReferences } from './reached-references.ts'
import { nameOf, type RecordRow, type RecordSource } from './record-row.ts'
import { referencesIn, type SiloReference } from './references.ts'
import { cutToIdentifiers, renderMinimalPatient, renderResource } from './render-resource.ts'
import { type GateParts, RequestGate } from './request-gate.ts'
import { findReached, visibleReferences } from './visible-references.ts'

type Parts = GateParts &
  Pick<GuardedRecordsDeps, 'cursors'> & {
    readonly source: RecordSource
    readonly reached: ReachedReferences
  }

/** One request of one principal: each method refuses, or logs and then hands out. */
export class GuardedRequest {
  readonly #parts: Parts
  readonly #gate: RequestGate
  readonly #knownKinds = new Map<string, readonly Kind[]>()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#gate = new RequestGate(parts)
  }

  /** Reads a Patient: in full, cut down to identifiers, or its id alone, as the grant has it. */
  async readPatient(key: string | undefined): Promise<Served<Resource>> {
    const patientKey = await this.#gate.enterPatient(key)
    const { patient, rows } = await this.#patientOf(patientKey)
    if (patient === undefined) return await this.#gate.absent('absent', [patientKey])
    return await this.#gate.serve(patient, { rows, patientKeys: [patientKey] })
  }

  /** Reads a resource of a patient, whoever's it is. */
  async readRecord(type: PatientType, key: string | undefined): Promise<Served<Resource>> {
    await this.#gate.enterAny()
    const { permissions, source } = this.#parts
    const row = key === undefined ? undefined : await source.read({ type, key })
    if (row === undefined) return await this.#gate.absent('absent', [])
    const { patientKeys, sensitivities } = row
    const kind = kindOf(row.resource)
    const decision = permissions.mayRead({ patientKeys, kind, sensitivities })
    if (!decision.allow) return await this.#gate.absent(decision.reason, patientKeys)
    const [resource = undefined] = await this.#render([row])
    if (resource === undefined) return await this.#gate.absent('absent', patientKeys)
    return await this.#gate.serve(resource, { rows: [row], patientKeys })
  }

  /** Reads a shared resource that this reader was led to by a resource they may see now. */
  async readShared(type: string, key: string | undefined): Promise<Served<Resource>> {
    await this.#gate.enterAny()
    const target = { type, key: key ?? '' }
    const found = key === undefined ? undefined : await findReached(target, this.#reading())
    if (found === undefined) return await this.#gate.absent('not-reached', [])
    const { row, route, root } = found
    this.#parts.reached.rememberShared(this.#reader(), row, route)
    const resource = this.#renderShared(row, root.patientKeys)
    return await this.#gate.serve(resource, { rows: [row], patientKeys: root.patientKeys })
  }

  /** Reads a page of the resources of one type of one patient. */
  async search(need: SearchNeed, key: string | undefined): Promise<Served<RecordPage>> {
    const patientKey = await this.#gate.enterPatient(key)
    if (need.type === 'Patient') {
      const { patient, rows } = await this.#patientOf(patientKey)
      const matches = patient === undefined ? [] : [patient]
      const body = { matches, included: [], next: undefined }
      return await this.#gate.serve(body, { rows, patientKeys: [patientKey] })
    }
    const { cursors } = this.#parts
    const binding = this.#bindingOf(need, patientKey)
    const { rows, hasMore } = await this.#readPage(need, patientKey, binding)
    const last = rows.at(-1)
    const next = hasMore && last !== undefined ? cursors.seal(last, binding) : undefined
    const matches = await this.#render(rows)
    const includedRows = await this.#readIncluded(rows, need, patientKey)
    const included = includedRows.map((row) => this.#renderShared(row, [patientKey]))
    for (const row of includedRows) this.#rememberIncluded(row, rows)
    const served = [...rows, ...includedRows]
    return await this.#gate.serve(
      { matches, included, next },
      { rows: served, patientKeys: [patientKey] },
    )
  }

  /** The Patient as this reader may see it, and the row it was made from. */
  async #patientOf(key: string) {
    const { permissions, source, wireIds } = this.#parts
    const minimal = { patient: renderMinimalPatient(key, wireIds), rows: [] }
    const kinds = permissions.readableKinds(key)
    const wanted = (['demographics', 'identifiers'] as const).filter((kind) => kinds.includes(kind))
    if (wanted.length === 0) return minimal
    const row = await source.read({ type: 'Patient', key })
    if (row === undefined) return { patient: undefined, rows: [] }
    const { patientKeys, sensitivities } = row
    const readable = wanted.filter(
      (kind) => permissions.mayRead({ patientKeys, kind, sensitivities }).allow,
    )
    const [patient] = readable.length === 0 ? [] : await this.#render([row])
    if (patient === undefined) return minimal
    const isWhole = readable.includes('demographics')
    return { patient: isWhole ? patient : cutToIdentifiers(patient), rows: [row] }
  }

  /** Reads on until the page is full: a resource of two patients may be one patient's alone to see. */
  async #readPage(need: SearchNeed, patientKey: string, binding: string) {
    const { cursors, permissions, source, wireIds } = this.#parts
    const { type, count, codes, dateRanges } = need
    let after = need.cursor === undefined ? undefined : cursors.open(need.cursor, binding)
    if (need.cursor !== undefined && after === undefined) {
      throw new RequestUnsupportedError(
        '_cursor',
        'Take it whole from the next link of this query.',
      )
    }
    const kinds = permissions
      .readableKinds(patientKey)
      .filter((kind) => need.kinds === undefined || need.kinds.includes(kind))
    const ids = need.ids?.flatMap((id) => wireIds.decode(type, id) ?? [])
    const rows: RecordRow[] = []
    let isLast = kinds.length === 0 || ids?.length === 0
    while (!isLast && rows.length <= count) {
      const size = count + 1 - rows.length
      const batch = await source.search({
        type,
        patientKey,
        kinds,
        sensitivities: permissions.isOwn(patientKey) ? 'all' : [],
        ...(ids === undefined ? {} : { ids }),
        ...(codes === undefined ? {} : { codes }),
        dateRanges,
        count: size,
        ...(after === undefined ? {} : { after }),
      })
      rows.push(...batch.filter((row) => this.#mayReadRow(row, patientKey)))
      const last = batch.at(-1)
      isLast = batch.length < size || last === undefined
      if (last !== undefined) after = { date: last.date, key: last.key }
    }
    return { rows: rows.slice(0, count), hasMore: rows.length > count }
  }

  /** Each patient of a row must permit; that the one asked for does, the narrowing has promised. */
  #mayReadRow(row: RecordRow, asked: string): boolean {
    const { permissions } = this.#parts
    const { sensitivities } = row
    const kind = kindOf(row.resource)
    if (!permissions.mayRead({ patientKeys: [asked], kind, sensitivities }).allow) {
      throw new RecordAssertionError(row.type, 'decision')
    }
    return permissions.mayRead({ patientKeys: row.patientKeys, kind, sensitivities }).allow
  }

  async #readIncluded(rows: readonly RecordRow[], need: SearchNeed, patientKey: string) {
    const references = includedReferences(rows, need.type, need.includes)
    const found = await Promise.all(
      references.map((target) => this.#parts.source.readShared(target)),
    )
    const isOwn = this.#parts.permissions.isOwn(patientKey)
    return found.filter(
      (row): row is RecordRow => row !== undefined && (isOwn || row.sensitivities.length === 0),
    )
  }

  async #render(rows: readonly RecordRow[]): Promise<Resource[]> {
    const { reached, wireIds } = this.#parts
    const patientKeys = new Set(rows.flatMap((row) => row.patientKeys))
    const visible = await visibleReferences(rows, [...patientKeys], this.#reading())
    const maySee = (reference: SiloReference) => visible.has(nameOf(reference))
    return rows.map((row) => {
      reached.remember(this.#reader(), row)
      const kinds = this.#kindsOf(row.patientKeys)
      return renderResource(row, { wireIds, maySee, kinds, isOwn: this.#isOwn(row.patientKeys) })
    })
  }

  #renderShared(row: RecordRow, patientKeys: readonly string[]): Resource {
    const { wireIds } = this.#parts
    const maySee = ({ type }: SiloReference) => isSharedType(type)
    return renderResource(row, { wireIds, maySee, kinds: [], isOwn: this.#isOwn(patientKeys) })
  }

  #rememberIncluded(row: RecordRow, rows: readonly RecordRow[]): void {
    const root = rows.find(({ resource }) =>
      referencesIn(resource).some((reference) => nameOf(reference) === nameOf(row)),
    )
    if (root === undefined) return
    const route = { root: { type: root.type, key: root.key }, over: [] }
    this.#parts.reached.rememberShared(this.#reader(), row, route)
  }

  /** The kinds that each of these patients lets this reader see. */
  #kindsOf(patientKeys: readonly string[]): readonly Kind[] {
    const name = JSON.stringify(patientKeys)
    const known = this.#knownKinds.get(name)
    if (known !== undefined) return known
    const [first = [], ...others] = patientKeys.map((key) =>
      this.#parts.permissions.readableKinds(key),
    )
    const kinds = first.filter((kind) => others.every((other) => other.includes(kind)))
    this.#knownKinds.set(name, kinds)
    return kinds
  }

  #isOwn(patientKeys: readonly string[]): boolean {
    return patientKeys.every((key) => this.#parts.permissions.isOwn(key))
  }

  #reading() {
    const { permissions, reached, source } = this.#parts
    return { permissions, reached, source, reader: this.#reader() }
  }

  #reader(): string {
    const { agent, jkt } = this.#parts.logged.principal
    return `${agent} ${jkt}`
  }

  #bindingOf(need: SearchNeed, patientKey: string): string {
    const { agent, purpose } = this.#parts.logged.principal
    return JSON.stringify([agent, purpose, need.type, patientKey, need.query])
  }
}
