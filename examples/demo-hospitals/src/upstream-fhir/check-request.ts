import { OperationOutcomeError } from '@medplum/core'
import type { OperationOutcomeIssue } from '@medplum/fhirtypes'
import type { SearchDefinitions } from './search-definitions.ts'

/** Parameters about the answer, not about the records. */
const CONTROLS = new Set(['_count', '_offset', '_format'])

/**
 * Refuses what the library would take for an empty success: types it does not have, parameters and
 * modifiers it does not know.
 *
 * @throws {OperationOutcomeError} with the issue that names what is not supported
 */
export function checkType(type: string, definitions: SearchDefinitions): void {
  if (!definitions.has(type)) throw refusal('not-supported', `This server has no type ${type}.`)
}

/** @throws {OperationOutcomeError} as {@link checkType} */
export function checkSearch(
  type: string,
  parameters: URLSearchParams,
  definitions: SearchDefinitions,
): void {
  checkType(type, definitions)
  for (const [name, value] of parameters) {
    if (name.includes(':') || name.includes('.')) {
      throw refusal('not-supported', `Modifiers and chains are not supported: ${name}.`)
    }
    if (CONTROLS.has(name)) checkControl(name, value)
    else if (definitions.get(type)?.get(name) === undefined) {
      throw refusal('not-supported', `${type} has no search parameter ${name}.`)
    }
  }
}

function checkControl(name: string, value: string): void {
  if (name === '_format') {
    if (/^(application\/(fhir\+)?json|json)$/.test(value)) return
    throw refusal('not-supported', 'Only JSON is spoken here.')
  }
  if (!/^\d{1,6}$/.test(value)) throw refusal('invalid', `${name} is a whole number.`)
}

/** An error that the server answers as an OperationOutcome. */
export function refusal(code: OperationOutcomeIssue['code'], text: string): OperationOutcomeError {
  return new OperationOutcomeError({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code, details: { text } }],
  })
}
