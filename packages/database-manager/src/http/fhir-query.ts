import { isKind, KIND_SYSTEM, type Kind, type PatientType } from '@medrec/protocol'
import { RequestUnsupportedError } from '../access/access-errors.ts'
import type { SearchNeed } from '../access/guarded-records.ts'
import { INCLUDES } from '../access/includes.ts'
import type { RecordCode, RecordDateRange } from '../access/record-row.ts'
import { SEARCH_TABLES } from './fhir-search-table.ts'

/** A search as asked for, and how its answer is to be written. */
export type FhirQuery = { readonly need: SearchNeed; readonly isPretty: boolean }

const DEFAULT_COUNT = 50
const MAX_COUNT = 250
const MAX_VALUES = 250

/**
 * Reads the query of a search by the table of its type. Whatever is not in the table is refused by
 * name, also under `handling=lenient`: a parameter that is skipped widens the answer.
 *
 * @param rawQuery as received, without the question mark
 * @throws {RequestUnsupportedError} MEDREC_REQUEST_UNSUPPORTED, naming the parameter
 */
export function parseSearch(type: PatientType, rawQuery: string): FhirQuery {
  const given = new Parameters(rawQuery)
  const table = SEARCH_TABLES[type]
  const isPretty = takeFormat(given)
  const count = takeCount(given)
  const cursor = given.one('_cursor')
  const ids = given.one('_id')?.split(',')
  if (ids !== undefined && ids.length > MAX_VALUES) throw refused('_id', 'Name fewer ids.')
  const patient = type === 'Patient' ? onlyId(ids) : takePatient(given, table.patient)
  const isRecords = type !== 'Patient'
  const need = {
    type,
    patient,
    ids,
    codes: table.code === undefined ? undefined : takeCodes(given, table.code),
    dateRanges: table.date === undefined ? [] : takeDates(given, table.date),
    kinds: isRecords ? takeKinds(given) : undefined,
    includes: isRecords ? takeIncludes(given, type) : [],
    count,
    cursor,
    query: given.spelledOut(),
    parameters: given.names(),
  }
  given.refuseRest()
  return { need, isPretty }
}

/**
 * Reads the query of a read, which knows only how the answer is to be written.
 *
 * @returns whether it is to be indented
 * @throws {RequestUnsupportedError} MEDREC_REQUEST_UNSUPPORTED, naming the parameter
 */
export function parseReadQuery(rawQuery: string): boolean {
  const given = new Parameters(rawQuery)
  const isPretty = takeFormat(given)
  given.refuseRest()
  return isPretty
}

/** The pairs of a query, of which each must be taken by somebody. */
class Parameters {
  readonly #pairs: readonly (readonly [string, string])[]
  readonly #taken = new Set<string>()

  constructor(rawQuery: string) {
    this.#pairs = [...new URLSearchParams(rawQuery)]
  }

  all(name: string): string[] {
    this.#taken.add(name)
    return this.#pairs.flatMap(([key, value]) => (key === name ? [value] : []))
  }

  one(name: string): string | undefined {
    const [value, ...others] = this.all(name)
    if (others.length > 0) throw refused(name, 'Give it once.')
    if (value === '') throw refused(name, 'Give it a value.')
    return value
  }

  /** The query in one spelling, without what concerns one page or the writing alone. */
  spelledOut(): string {
    const kept = this.#pairs.filter(([name]) => !['_cursor', '_format', '_pretty'].includes(name))
    const query = new URLSearchParams()
    for (const [name, value] of kept) query.append(name, value)
    query.sort()
    return query.toString()
  }

  names(): string[] {
    return [...new Set(this.#pairs.map(([name]) => name))].toSorted()
  }

  refuseRest(): void {
    for (const [name] of this.#pairs) {
      if (!this.#taken.has(name)) throw refused(name, 'This parameter is not offered here.')
    }
  }
}

function takeFormat(given: Parameters): boolean {
  // A plus sign in a query is a space.
  const format = given.one('_format')?.replaceAll(' ', '+')
  if (format !== undefined && !FORMATS.includes(format)) throw refused('_format', 'Only JSON is.')
  const pretty = given.one('_pretty')
  if (pretty !== undefined && pretty !== 'true' && pretty !== 'false') {
    throw refused('_pretty', 'true or false.')
  }
  return pretty === 'true'
}

const FORMATS: readonly string[] = ['json', 'application/json', 'application/fhir+json']

function takeCount(given: Parameters): number {
  const text = given.one('_count')
  if (text === undefined) return DEFAULT_COUNT
  const count = /^[1-9][0-9]{0,2}$/.test(text) ? Number(text) : Number.NaN
  if (!(count <= MAX_COUNT)) throw refused('_count', `A whole number from 1 to ${MAX_COUNT}.`)
  return count
}

function takePatient(given: Parameters, names: readonly string[]): string | undefined {
  const values = names.flatMap((name) => given.one(name) ?? [])
  const [patient, ...others] = values.map((value) => value.replace(/^Patient\//, ''))
  if (others.some((other) => other !== patient)) throw refused('subject', 'Name one patient.')
  return patient
}

function onlyId(ids: readonly string[] | undefined): string | undefined {
  if (ids !== undefined && ids.length > 1) throw refused('_id', 'Name one patient.')
  return ids?.[0]?.replace(/^Patient\//, '')
}

function takeCodes(given: Parameters, name: string): RecordCode[] | undefined {
  const codes = given.one(name)?.split(',')
  if (codes !== undefined && codes.length > MAX_VALUES) throw refused(name, 'Name fewer codes.')
  return codes?.map((text) => {
    const [system, code, ...rest] = text.includes('|') ? text.split('|') : [undefined, text]
    if (code === undefined || code === '' || rest.length > 0 || text.includes('\\')) {
      throw refused(name, 'Name codes as system|code or code.')
    }
    return system === undefined ? { code } : { system, code }
  })
}

function takeDates(given: Parameters, name: string): RecordDateRange[] {
  const values = given.all(name)
  if (values.length > MAX_DATES) throw refused(name, 'Name fewer dates.')
  return values.map((text) => {
    const [, prefix = 'eq', value] = DATE.exec(text.replaceAll(' ', '+')) ?? []
    if (value === undefined || !isPrefix(prefix) || Number.isNaN(Date.parse(value))) {
      throw refused(name, 'A date or an instant with its offset, after eq, lt, gt, le or ge.')
    }
    return { prefix, value }
  })
}

const MAX_DATES = 4
const DATE =
  /^([a-z]{2})?(\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?)?)?)$/
const PREFIXES = ['eq', 'lt', 'gt', 'le', 'ge'] as const

function isPrefix(text: string): text is RecordDateRange['prefix'] {
  return PREFIXES.some((prefix) => prefix === text)
}

function takeKinds(given: Parameters): Kind[] | undefined {
  return given
    .one('_tag')
    ?.split(',')
    .map((text) => {
      const [system, kind = ''] = text.includes('|') ? text.split('|') : [KIND_SYSTEM, text]
      if (system !== KIND_SYSTEM || !isKind(kind)) {
        throw refused('_tag', `Name kinds as ${KIND_SYSTEM}|kind.`)
      }
      return kind
    })
}

function takeIncludes(given: Parameters, type: PatientType): string[] {
  return given.all('_include').map((text) => {
    const [from, name = '', ...rest] = text.split(':')
    if (from !== type || !Object.hasOwn(INCLUDES[type], name) || rest.length > 0) {
      const names = Object.keys(INCLUDES[type]).map((offered) => `${type}:${offered}`)
      throw refused('_include', `One of ${names.join(', ')}.`)
    }
    return name
  })
}

/** Names a parameter as received, so far as a parameter's name may look. */
function refused(name: string, remedy: string): RequestUnsupportedError {
  return new RequestUnsupportedError(name.replace(/[^A-Za-z0-9_:.$-]/g, '?').slice(0, 64), remedy)
}
