import type { Medication, Patient, Resource } from '@medplum/fhirtypes'
import {
  isPatientType,
  isSharedType,
  type Kind,
  PATIENT_TYPES,
  patientReferencesOf,
  type Sensitivity,
  SHARED_TYPES,
} from '@medrec/protocol'
import { z } from 'zod'
import { isAnswerable, matchNames } from '../match-names.ts'
import type { FoundPatient, PatientQuery, Silo, SiloQuery, SiloRow } from '../silo.ts'
import { SiloError, siloMisconfigured, siloUnavailable } from '../silo-error.ts'
import { compareRows, isWanted, toRow } from '../silo-row.ts'
import { fetchJson, type Upstream } from './fetch-json.ts'
import { isSiloKey, normalizeResource } from './normalize-resource.ts'
import { readBundles, type UpstreamResource, upstreamResourceSchema } from './read-bundles.ts'
import { resourceDate } from './resource-date.ts'

export type FhirSiloOptions = {
  /** The FHIR base, such as `https://ehr.example/fhir`. */
  readonly baseUrl: string
  readonly name?: string
  /** Sent as the `Authorization` header. */
  readonly authorization?: string
  /** Over header and body of one answer. */
  readonly timeoutMs?: number
  readonly maxBytes?: number
  /** The provider's own rules, on top of the source's labels and the list of codes. */
  readonly sensitivityRules?: (resource: Resource) => readonly Sensitivity[]
}

/**
 * Opens any FHIR R4 server as a silo. Nothing it says is taken on trust: type, id and patient of
 * each resource are checked again, links lead nowhere but below its own base, and an answer that
 * is late, too large or not FHIR is an error that can be retried.
 *
 * No order of the upstream's is relied on: each page reads the patient's resources of the type
 * once, holding one page of the upstream and the newest rows found so far.
 *
 * @throws {SiloError} MEDREC_SILO_MISCONFIGURED if `baseUrl` is no http(s) URL without query and user
 */
export function openFhirSilo(options: FhirSiloOptions): Silo {
  const upstream = upstreamOf(options)
  const rules = options.sensitivityRules ?? (() => [])

  /** Undefined if nobody here can permit it: it names a patient of another server. */
  async function rowOf(
    json: UpstreamResource,
    readMedication: ReadMedication,
  ): Promise<SiloRow | undefined> {
    const { resource, patientKeys, namesUnknownPatient } = normalizeResource(json, upstream.baseUrl)
    if (namesUnknownPatient) return undefined
    const isShared = isSharedType(resource.resourceType)
    // A shared resource that names a patient is shared no more.
    if (isShared && patientKeys.length > 0) return undefined
    const reference = medicationReference(resource)
    const medication = reference === undefined ? undefined : await readMedication(reference)
    return toRow({
      key: keyOf(upstream, json.id),
      date: resourceDate(resource),
      patientKeys: isShared ? [] : patientKeysOf(resource, patientKeys),
      resource,
      sensitivities: rules(resource),
      related: medication === undefined ? containedMedications(resource) : [medication],
    })
  }

  async function readOne(type: string, key: string): Promise<UpstreamResource | undefined> {
    if (!ID.test(key)) return undefined
    const json = await fetchJson(upstream, `${upstream.baseUrl}/${type}/${key}`)
    if (json === undefined) return undefined
    const resource = upstreamResourceSchema.safeParse(json)
    if (!resource.success || resource.data.resourceType !== type || resource.data.id !== key) {
      throw siloUnavailable(upstream.name, 'upstream answered another resource')
    }
    return resource.data
  }

  /** Reads each Medication once per request. */
  function medicationReader(): ReadMedication {
    const read = new Map<string, Promise<Medication | undefined>>()
    return (key) => {
      const known = read.get(key)
      if (known !== undefined) return known
      if (read.size === MAX_MEDICATIONS) return Promise.resolve(undefined)
      const reading = readOne('Medication', key).then((json) => {
        if (json === undefined) return undefined
        const { resource } = normalizeResource(json, upstream.baseUrl)
        return resource.resourceType === 'Medication' ? resource : undefined
      })
      read.set(key, reading)
      return reading
    }
  }

  async function search(query: SiloQuery): Promise<readonly SiloRow[]> {
    if (!isPatientType(query.type) || !ID.test(query.patientKey) || query.count < 1) return []
    if (!KINDS_OF[query.type].some((kind) => query.kinds.includes(kind))) return []
    const readMedication = medicationReader()
    const page: SiloRow[] = []
    for await (const resources of matches(query.type, query)) {
      for (const json of resources) {
        const row = await rowOf(json, readMedication)
        if (row === undefined) continue
        if (!row.patientKeys.includes(query.patientKey)) {
          throw siloUnavailable(upstream.name, "upstream answered another patient's resource")
        }
        if (isWanted(row, query)) keep(page, row, query.count)
      }
    }
    return page
  }

  async function* matches(
    type: string,
    query: SiloQuery,
  ): AsyncGenerator<readonly UpstreamResource[]> {
    if (type === 'Patient') {
      const patient = await readOne(type, query.patientKey)
      yield patient === undefined ? [] : [patient]
      return
    }
    const parameters = new URLSearchParams({
      patient: query.patientKey,
      _count: String(UPSTREAM_PAGE),
    })
    const ids = query.ids?.filter((id) => ID.test(id))
    if (ids?.length === 0) return
    if (ids !== undefined && ids.length <= MAX_IDS) parameters.set('_id', ids.join(','))
    yield* readBundles(upstream, type, parameters)
  }

  async function findPatients(query: PatientQuery): Promise<readonly FoundPatient[]> {
    if (!isAnswerable(query)) return []
    const { birthDate } = query
    const found: FoundPatient[] = []
    const parameters = new URLSearchParams({ birthdate: birthDate, _count: '100' })
    for await (const resources of readBundles(upstream, 'Patient', parameters)) {
      for (const json of resources) {
        const { resource } = normalizeResource(json, upstream.baseUrl)
        if (resource.resourceType !== 'Patient' || resource.birthDate !== birthDate) continue
        const candidate = { patientKey: keyOf(upstream, json.id), display: nameOf(resource) }
        found.push(...matchNames([candidate], query.name))
        if (found.length === 20) return found
      }
    }
    return found
  }

  const guarded = <Result>(work: () => Promise<Result>) => guard(upstream.name, work)

  return {
    capabilities: {
      name: upstream.name,
      types: [...PATIENT_TYPES, ...SHARED_TYPES],
      declaresSensitivityRules: options.sensitivityRules !== undefined,
      paging: 'scan',
    },
    search: (query) => guarded(() => search(query)),
    read: (type, key) =>
      guarded(async () => {
        if (!isPatientType(type)) return undefined
        const json = await readOne(type, key)
        return json === undefined ? undefined : rowOf(json, medicationReader())
      }),
    readShared: (type, key) =>
      guarded(async () => {
        if (!isSharedType(type)) return undefined
        const json = await readOne(type, key)
        return json === undefined ? undefined : rowOf(json, medicationReader())
      }),
    findPatients: (query) => guarded(() => findPatients(query)),
    patientFacts: (patientKey) =>
      guarded(async () => {
        const json = await readOne('Patient', patientKey)
        const facts = z.object({ birthDate: z.iso.date() }).safeParse(json)
        return facts.success ? facts.data : undefined
      }),
    check: () =>
      guarded(async () => {
        const json = await fetchJson(upstream, `${upstream.baseUrl}/metadata`)
        if (!capabilitySchema.safeParse(json).success) {
          throw siloUnavailable(upstream.name, 'upstream does not speak FHIR R4')
        }
      }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

type ReadMedication = (key: string) => Promise<Medication | undefined>

const ID = /^[A-Za-z0-9.-]{1,64}$/
const UPSTREAM_PAGE = 250
const MAX_IDS = 50
const MAX_MEDICATIONS = 500

const capabilitySchema = z.looseObject({
  resourceType: z.literal('CapabilityStatement'),
  fhirVersion: z.string().regex(/^4\.0/),
})

/** The kinds a type can be of; only those need asking for. */
const KINDS_OF: Readonly<Record<(typeof PATIENT_TYPES)[number], readonly Kind[]>> = {
  Patient: ['demographics'],
  Condition: ['conditions'],
  Observation: [
    'vital-signs',
    'laboratory',
    'imaging',
    'social-history',
    'procedures',
    'devices',
    'other',
  ],
  MedicationRequest: ['medications'],
  Encounter: ['encounters'],
  Procedure: ['procedures'],
  Immunization: ['immunizations'],
  AllergyIntolerance: ['allergies'],
  DiagnosticReport: ['laboratory', 'imaging', 'documents'],
  DocumentReference: ['documents'],
}

/** Inserts a row where it sorts and drops what no longer fits; a row seen twice is kept once. */
function keep(page: SiloRow[], row: SiloRow, count: number): void {
  const at = page.findIndex((kept) => compareRows(row, kept) <= 0)
  const next = at === -1 ? undefined : page[at]
  if (next?.key === row.key) return
  if (at === -1) page.push(row)
  else page.splice(at, 0, row)
  if (page.length > count) page.pop()
}

/** By the compartment, and by whatever contained resources name. */
function patientKeysOf(resource: Resource, named: readonly string[]): readonly string[] {
  const own = patientReferencesOf(resource).map((reference) => reference.slice('Patient/'.length))
  const contained = 'contained' in resource && resource.contained !== undefined
  return contained ? [...new Set([...own, ...named])] : own
}

function medicationReference(resource: Resource): string | undefined {
  if (resource.resourceType !== 'MedicationRequest') return undefined
  const reference = resource.medicationReference?.reference
  return reference?.startsWith('Medication/') ? reference.slice('Medication/'.length) : undefined
}

function containedMedications(resource: Resource): readonly Resource[] {
  if (resource.resourceType !== 'MedicationRequest') return []
  return (resource.contained ?? []).filter((inner) => inner.resourceType === 'Medication')
}

function keyOf(upstream: Upstream, id: string): string {
  if (isSiloKey(id)) return id
  throw siloMisconfigured(upstream.name, 'an id is longer than 30 characters and no UUID')
}

function nameOf(patient: Patient): string {
  const name = patient.name?.find(({ use }) => use === 'official') ?? patient.name?.[0]
  const text = [...(name?.given ?? []), name?.family].filter((part) => part !== undefined).join(' ')
  return text === '' ? (name?.text ?? 'no name') : text
}

function upstreamOf(options: FhirSiloOptions): Upstream {
  const name = options.name ?? 'FHIR R4 server'
  const url = URL.canParse(options.baseUrl) ? new URL(options.baseUrl) : undefined
  const isBase =
    url !== undefined &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    `${url.search}${url.hash}${url.username}${url.password}` === ''
  if (!isBase) throw siloMisconfigured(name, 'its base is no http or https URL')
  return {
    name,
    baseUrl: url.href.replace(/\/+$/, ''),
    timeoutMs: options.timeoutMs ?? 10_000,
    maxBytes: options.maxBytes ?? 16 * 1024 * 1024,
    ...(options.authorization !== undefined && { authorization: options.authorization }),
  }
}

/** An answer whose shape breaks the mapping is the upstream's fault; its text stays here. */
async function guard<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SiloError) throw error
    throw siloUnavailable(name, 'upstream answered what is not FHIR')
  }
}
