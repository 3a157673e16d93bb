import type { Coding, Meta, Resource } from '@medplum/fhirtypes'
import {
  isSharedType,
  KIND_SYSTEM,
  type Kind,
  kindOf,
  SENSITIVITY_SYSTEM,
  type Sensitivity,
} from '@medrec/protocol'
import type { RecordRow } from './record-row.ts'
import { isObject, parseReference, type SiloReference } from './references.ts'
import type { WireIds } from './wire-ids.ts'

/** What the one who reads may see beside the resource itself. */
export type RenderContext = {
  readonly wireIds: WireIds
  /** Whether a reference may be kept. */
  readonly maySee: (reference: SiloReference) => boolean
  /** Kinds of contained resources that are kept, and whether `identifiers` is among them. */
  readonly kinds: readonly Kind[]
  /** The patient reads on: text without a code, such as a name in place of a reference, stays. */
  readonly isOwn: boolean
}

/** The code system of `unclassified`, which is ours. */
export const SENSITIVITIES_SYSTEM = 'https://medrec.dev/fhir/CodeSystem/sensitivities'

const SUBSETTED: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
}

const MASKED = {
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
      valueCode: 'masked',
    },
  ],
}

/**
 * Makes what goes over the wire of a row: wire ids, our tags of kind and sensitivities, no
 * narrative, and neither a reference, an identifier nor a contained resource that the reader may
 * not see.
 */
export function renderResource(row: RecordRow, context: RenderContext): Resource {
  const { resource, type, key, sensitivities } = row
  const shared = isSharedType(type)
  const render = new Renderer(row, context)
  const meta: Meta = {
    ...(resource.meta?.lastUpdated === undefined ? {} : { lastUpdated: resource.meta.lastUpdated }),
    ...(resource.meta?.profile === undefined ? {} : { profile: resource.meta.profile }),
    ...(shared ? {} : { tag: [{ system: KIND_SYSTEM, code: kindOf(resource) }] }),
    ...(sensitivities.length === 0 ? {} : { security: sensitivities.map(labelOf) }),
  }
  const { resourceType, id: _id, meta: _meta, ...rest } = resource
  const body = render.elements(rest)
  const wireId = context.wireIds.encode(type, key)
  // The elements are those of the row's resource, fewer of them.
  return { resourceType, id: wireId, meta, ...body } as Resource
}

/** The Patient that every viewer with a grant in force may read: that there is one, and its id. */
export function renderMinimalPatient(patientKey: string, wireIds: WireIds): Resource {
  return {
    resourceType: 'Patient',
    id: wireIds.encode('Patient', patientKey),
    meta: { tag: [SUBSETTED] },
  }
}

/** Cuts a rendered Patient down to id and identifiers, for a viewer with that kind alone. */
export function cutToIdentifiers(patient: Resource): Resource {
  const { resourceType, id, meta } = patient
  const identifier = 'identifier' in patient ? { identifier: patient.identifier } : {}
  return { resourceType, id, meta: { ...meta, tag: [SUBSETTED] }, ...identifier } as Resource
}

function labelOf(label: Sensitivity): Coding {
  return {
    system: label === 'unclassified' ? SENSITIVITIES_SYSTEM : SENSITIVITY_SYSTEM,
    code: label,
  }
}

class Renderer {
  readonly #row: RecordRow
  readonly #context: RenderContext
  readonly #containedKept: ReadonlySet<string>

  constructor(row: RecordRow, context: RenderContext) {
    this.#row = row
    this.#context = context
    this.#containedKept = new Set(
      containedOf(row.resource)
        .filter((inner) => this.#keepsContained(inner))
        .flatMap((inner) => (inner.id === undefined ? [] : [`#${inner.id}`])),
    )
  }

  elements(source: Readonly<Record<string, unknown>>, isExtension = false) {
    const rendered: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(source)) {
      const kept = this.#element(name, value, isExtension)
      if (kept !== undefined) rendered[name] = kept
    }
    return rendered
  }

  #element(name: string, value: unknown, isExtension: boolean): unknown {
    // Narrative; a CodeableConcept's text is a string.
    if (name === 'text' && isObject(value)) return undefined
    // Outside an extension only an attachment has one: a place in the silo nobody here may reach.
    if (name === 'url') return isExtension ? value : undefined
    if (name === 'contained') {
      const kept = containedOf(this.#row.resource).filter((inner) => this.#keepsContained(inner))
      return kept.length === 0 ? undefined : kept.map((inner) => this.#contained(inner))
    }
    if (/^(identifier|.+Identifier)$/.test(name)) return this.#identifiers(value)
    return this.#value(value, name === 'extension' || name === 'modifierExtension')
  }

  #value(value: unknown, isExtension: boolean): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#value(item, isExtension))
    if (!isObject(value)) return value
    if (isReference(value)) return this.#reference(value)
    return this.elements(value, isExtension)
  }

  #reference(value: Readonly<Record<string, unknown>>): unknown {
    const { reference, type, display } = value
    const masked = { ...(typeof type === 'string' ? { type } : {}), ...MASKED }
    if (typeof reference !== 'string') {
      return this.#context.isOwn && value.identifier === undefined ? { display } : masked
    }
    if (reference.startsWith('#')) {
      return reference === '#' || this.#containedKept.has(reference) ? { reference } : masked
    }
    const target = parseReference(reference)
    if (target === undefined || !this.#context.maySee(target)) return masked
    const id = this.#context.wireIds.encode(target.type, target.key)
    const named = isSharedType(target.type) && typeof display === 'string' ? { display } : {}
    return { reference: `${target.type}/${id}`, ...named }
  }

  /** Numbers given by governments, insurers and the provider; never the silo's own key. */
  #identifiers(value: unknown): unknown {
    const isShared = isSharedType(this.#row.type)
    if (!isShared && !this.#context.isOwn && !this.#context.kinds.includes('identifiers')) {
      return undefined
    }
    const all: readonly unknown[] = Array.isArray(value) ? value : [value]
    const kept = all.filter((item) => !this.#isOwnKey(item)).map((item) => this.#value(item, false))
    if (kept.length === 0) return undefined
    return Array.isArray(value) ? kept : kept[0]
  }

  #isOwnKey(identifier: unknown): boolean {
    const value = isObject(identifier) ? identifier.value : undefined
    return value === this.#row.key || value === `urn:uuid:${this.#row.key}`
  }

  #contained(inner: Resource): unknown {
    const { meta: _meta, ...rest } = inner
    return this.elements(rest)
  }

  #keepsContained(inner: Resource): boolean {
    if (isSharedType(inner.resourceType)) return true
    if (isSharedType(this.#row.type)) return false
    return this.#context.isOwn || this.#context.kinds.includes(kindOf(inner))
  }
}

function containedOf(resource: Resource): readonly Resource[] {
  return 'contained' in resource ? (resource.contained ?? []) : []
}

/** A literal reference, a logical one, or a name that stands where a reference would. */
function isReference(value: Readonly<Record<string, unknown>>): boolean {
  if (typeof value.reference === 'string') return true
  if (isObject(value.identifier) && value.resourceType === undefined) return true
  const names = Object.keys(value)
  return (
    typeof value.display === 'string' &&
    names.every((name) => name === 'display' || name === 'type' || name === 'id')
  )
}
