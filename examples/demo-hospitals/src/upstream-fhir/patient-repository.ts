import { Operator, type SearchRequest, type WithId } from '@medplum/core'
import { MemoryRepository } from '@medplum/fhir-router'
import type { Bundle, Resource } from '@medplum/fhirtypes'

/**
 * The library's repository with the records of each patient in a repository of their own besides:
 * it compares resource by resource, so a search within one patient looks at that patient's alone.
 */
export class PatientRepository extends MemoryRepository {
  readonly #ofPatient = new Map<string, MemoryRepository>()
  /** `Type/id` to the patient whose repository has it. */
  readonly #patientOf = new Map<string, string>()

  override async createResource<T extends Resource>(
    resource: T,
    options?: Parameters<MemoryRepository['createResource']>[1],
    update = false,
  ): Promise<WithId<T>> {
    const created = await super.createResource(resource, options, update)
    await this.#forget(created.resourceType, created.id)
    const patient = patientOf(created)
    if (patient !== undefined) {
      this.#patientOf.set(`${created.resourceType}/${created.id}`, patient)
      await this.#recordsOf(patient).createResource(created, options)
    }
    return created
  }

  override async deleteResource(
    resourceType: string,
    id: string,
    options?: Parameters<MemoryRepository['deleteResource']>[2],
  ): Promise<void> {
    await super.deleteResource(resourceType, id, options)
    await this.#forget(resourceType, id)
  }

  override search<T extends Resource>(request: SearchRequest<T>): Promise<Bundle<WithId<T>>> {
    const filters = request.filters ?? []
    const narrowing = filters.find(
      ({ code, operator, value }) =>
        (code === 'patient' || (code === 'subject' && value.startsWith('Patient/'))) &&
        operator === Operator.EQUALS &&
        !value.includes(','),
    )
    if (narrowing === undefined) return super.search(request)
    const records = this.#ofPatient.get(narrowing.value.replace(/^Patient\//, ''))
    const rest = filters.filter((filter) => filter !== narrowing)
    return (records ?? new MemoryRepository()).search({ ...request, filters: rest })
  }

  #recordsOf(patient: string): MemoryRepository {
    const known = this.#ofPatient.get(patient)
    if (known !== undefined) return known
    const records = new MemoryRepository()
    this.#ofPatient.set(patient, records)
    return records
  }

  async #forget(resourceType: string, id: string): Promise<void> {
    const patient = this.#patientOf.get(`${resourceType}/${id}`)
    if (patient === undefined) return
    this.#patientOf.delete(`${resourceType}/${id}`)
    await this.#recordsOf(patient).deleteResource(resourceType, id)
  }
}

/** The patient that a record is about. */
function patientOf(resource: Resource): string | undefined {
  const about = 'subject' in resource ? resource.subject : undefined
  const of = 'patient' in resource ? resource.patient : undefined
  for (const link of [about, of]) {
    if (typeof link !== 'object' || link === null || !('reference' in link)) continue
    const { reference } = link
    if (typeof reference === 'string' && reference.startsWith('Patient/')) {
      return reference.slice('Patient/'.length)
    }
  }
  return undefined
}
