import type { Resource } from '@medplum/fhirtypes'

export type NormalizedResource = {
  readonly resource: Resource
  /** Patients named anywhere in it, contained resources included, by their key. */
  readonly patientKeys: readonly string[]
  /** True if it names a patient this server does not hold: nobody here can permit for that one. */
  readonly namesUnknownPatient: boolean
}

type Json = { readonly [key: string]: unknown }

/**
 * Rewrites an upstream resource so that it stands by itself: references to the same server become
 * `Type/id`, references elsewhere (or to an id too long for the port) are dropped, narrative, links to files and the source's own tags
 * go, and so do identifiers that only repeat the server's id.
 *
 * @param json a resource whose `resourceType` and `id` have been checked
 * @param baseUrl the upstream's base, without a slash at its end
 */
export function normalizeResource(json: Json, baseUrl: string): NormalizedResource {
  const walk = new Walk(json, baseUrl)
  const resource: Json = { ...walk.resourceOf(json), ...metaOf(json.meta) }
  return {
    // Type and id are checked; the shape below them is the upstream's promise, and whoever reads
    // it fails closed (validating every resource costs 0.5 ms).
    resource: resource as unknown as Resource,
    patientKeys: [...walk.patientKeys],
    namesUnknownPatient: walk.namesUnknownPatient,
  }
}

class Walk {
  readonly patientKeys = new Set<string>()
  namesUnknownPatient = false
  readonly #id: unknown
  readonly #baseUrl: string

  constructor(root: Json, baseUrl: string) {
    this.#id = root.id
    this.#baseUrl = baseUrl
    if (root.resourceType === 'Patient') this.patientKeys.add(String(root.id))
    const contained = Array.isArray(root.contained) ? root.contained.filter(isJson) : []
    if (contained.some((inner) => inner.resourceType === 'Patient')) {
      this.namesUnknownPatient = true
    }
  }

  resourceOf(json: Json): Json {
    const { text: _text, meta: _meta, identifier, contained, ...rest } = json
    return {
      ...this.#objectOf(rest),
      ...(identifier !== undefined && this.#identifiersOf(identifier)),
      ...(Array.isArray(contained) && {
        contained: contained.filter(isJson).map((inner) => this.resourceOf(inner)),
      }),
    }
  }

  #objectOf(json: Json): Json {
    const result: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(json)) {
      if (key === '__proto__') continue
      result[key] = ATTACHMENTS.has(key) ? withoutUrl(value) : this.#valueOf(value)
    }
    return typeof json.reference === 'string' || isLogicalPatient(json)
      ? this.#referenceOf(result)
      : result
  }

  #valueOf(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#valueOf(item))
    return isJson(value) ? this.#objectOf(value) : value
  }

  #referenceOf(json: Json): Json {
    const { reference, ...rest } = json
    if (typeof reference !== 'string') {
      this.namesUnknownPatient = true
      return rest
    }
    if (reference.startsWith('#')) return json
    const relative = reference.startsWith(`${this.#baseUrl}/`)
      ? reference.slice(this.#baseUrl.length + 1)
      : reference
    const parsed = RELATIVE.exec(relative)
    if (parsed?.[1] !== undefined && parsed[2] !== undefined && isSiloKey(parsed[2])) {
      if (parsed[1] === 'Patient') this.patientKeys.add(parsed[2])
      return { ...rest, reference: `${parsed[1]}/${parsed[2]}` }
    }
    if (json.type === 'Patient' || /(^|\/)Patient[/?]/.test(reference)) {
      this.namesUnknownPatient = true
    }
    return rest
  }

  // The server's id must not reach the wire; a record number is a fact of the patient's.
  #identifiersOf(identifier: unknown): Json {
    const isOwnId = (item: unknown) =>
      isJson(item) &&
      (item.value === this.#id || item.value === `urn:uuid:${String(this.#id)}`) &&
      !isRecordNumber(item)
    if (!Array.isArray(identifier)) {
      return isOwnId(identifier) ? {} : { identifier: this.#valueOf(identifier) }
    }
    const kept = identifier.filter((item) => !isOwnId(item))
    return kept.length === 0 ? {} : { identifier: kept.map((item) => this.#valueOf(item)) }
  }
}

const ATTACHMENTS: ReadonlySet<string> = new Set([
  'attachment',
  'presentedForm',
  'photo',
  'contentAttachment',
  'valueAttachment',
])
const RELATIVE = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/

/** A key that fits the port: at most 30 ASCII characters, or a UUID. */
export function isSiloKey(id: string): boolean {
  return id.length <= 30 || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
}

function withoutUrl(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUrl)
  if (!isJson(value)) return value
  const { url: _url, ...rest } = value
  return rest
}

/** Only labels and the time of change are kept of `meta`. */
function metaOf(meta: unknown): Json {
  if (!isJson(meta)) return {}
  const { security, lastUpdated } = meta
  const kept = {
    ...(lastUpdated !== undefined && { lastUpdated }),
    ...(security !== undefined && { security }),
  }
  return Object.keys(kept).length === 0 ? {} : { meta: kept }
}

function isLogicalPatient(json: Json): boolean {
  return json.type === 'Patient' && isJson(json.identifier) && !('resourceType' in json)
}

function isRecordNumber(identifier: Json): boolean {
  const type = identifier.type
  const codings = isJson(type) && Array.isArray(type.coding) ? type.coding : []
  return codings.some((coding) => isJson(coding) && coding.code === 'MR')
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
