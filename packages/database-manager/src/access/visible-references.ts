import type { PatientType } from '@medrec/protocol'
import { isPatientType, isSharedType, KIND_RULES, type Kind, kindOf } from '@medrec/protocol'
import type { Permissions } from './permissions.ts'
import type { ReachedReferences, Route } from './reached-references.ts'
import { nameOf, type RecordRow, type RecordSource } from './record-row.ts'
import { referencesIn, type SiloReference } from './references.ts'

/** Who reads, by what permissions, from where. */
export type Reading = {
  readonly permissions: Permissions
  readonly reached: ReachedReferences
  readonly source: RecordSource
  /** Names the reader's session. */
  readonly reader: string
}

const IDS_PER_QUERY = 250

/**
 * Finds which of the resources that rows refer to this reader may see now, as `Type/key`: shared
 * ones by being referred to, patients by a grant in force, and the rest each by a decision of its
 * own, from a query as narrow as any other.
 */
export async function visibleReferences(
  rows: readonly RecordRow[],
  patientKeys: readonly string[],
  reading: Reading,
): Promise<ReadonlySet<string>> {
  const { permissions } = reading
  const visible = new Set<string>()
  const wanted = new Map<PatientType, Set<string>>()
  for (const reference of rows.flatMap(({ resource }) => referencesIn(resource))) {
    const { type, key } = reference
    if (isSharedType(type)) visible.add(nameOf(reference))
    else if (type === 'Patient') {
      if (permissions.inForce(key).allow) visible.add(nameOf(reference))
    } else if (isPatientType(type)) {
      wanted.set(type, (wanted.get(type) ?? new Set()).add(key))
    }
  }
  // A row is always one that may be seen.
  for (const row of rows) {
    visible.add(nameOf(row))
    if (isPatientType(row.type)) wanted.get(row.type)?.delete(row.key)
  }
  for (const patientKey of patientKeys) {
    for (const [type, keys] of wanted) {
      for (const row of await readPermitted({ type, patientKey, keys: [...keys] }, reading)) {
        visible.add(nameOf(row))
      }
    }
  }
  return visible
}

async function readPermitted(
  asked: {
    readonly type: PatientType
    readonly patientKey: string
    readonly keys: readonly string[]
  },
  { permissions, source }: Reading,
): Promise<RecordRow[]> {
  const { type, patientKey, keys } = asked
  const kinds = permissions.readableKinds(patientKey).filter((kind) => mayHaveKind(type, kind))
  if (kinds.length === 0) return []
  const found: RecordRow[] = []
  for (let start = 0; start < keys.length; start += IDS_PER_QUERY) {
    const ids = keys.slice(start, start + IDS_PER_QUERY)
    const sensitivities = permissions.isOwn(patientKey) ? 'all' : []
    found.push(
      ...(await source.search({ type, patientKey, kinds, sensitivities, ids, count: ids.length })),
    )
  }
  return found.filter((row) => isPermitted(row, permissions))
}

/** A shared resource that a reader was led to, and how. */
export type Reached = {
  readonly row: RecordRow
  readonly route: Route
  /** The patient's resource at the start of the route. */
  readonly root: RecordRow
}

/** Walks the remembered routes to a shared resource again, each hop as it is now. */
export async function findReached(
  target: SiloReference,
  reading: Reading,
): Promise<Reached | undefined> {
  for (const route of reading.reached.routesTo(reading.reader, target)) {
    const root = await reading.source.read(route.root)
    if (root === undefined || !isPermitted(root, reading.permissions)) continue
    const row = await walk(root, [...route.over, target], reading)
    if (row !== undefined) return { row, route, root }
  }
  return undefined
}

async function walk(
  root: RecordRow,
  hops: readonly SiloReference[],
  { permissions, source }: Reading,
): Promise<RecordRow | undefined> {
  const isOwn = root.patientKeys.every((key) => permissions.isOwn(key))
  let at = root
  for (const hop of hops) {
    if (!referencesIn(at.resource).some((reference) => nameOf(reference) === nameOf(hop))) {
      return undefined
    }
    const next = await source.readShared(hop)
    if (next === undefined || !(isOwn || next.sensitivities.length === 0)) return undefined
    at = next
  }
  return at
}

function isPermitted(row: RecordRow, permissions: Permissions): boolean {
  const { patientKeys, sensitivities } = row
  return permissions.mayRead({ patientKeys, kind: kindOf(row.resource), sensitivities }).allow
}

/** Whether a resource of this type can be of this kind at all, by the table of kinds. */
function mayHaveKind(type: PatientType, kind: Kind): boolean {
  const rules = KIND_RULES.filter((rule) => rule.type === type)
  if (rules.some((rule) => rule.kind === kind)) return true
  const isClosed = rules.some(
    ({ categories, codes }) => categories === undefined && codes === undefined,
  )
  return kind === 'other' && !isClosed
}
