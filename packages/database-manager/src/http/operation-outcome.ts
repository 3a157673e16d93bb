import type { OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes'

/** The code system of our error codes in an OperationOutcome. */
export const ERROR_SYSTEM = 'https://medrec.dev/fhir/CodeSystem/errors'

/** Makes the body of an error answer; `diagnostics` holds a sentence of ours, never a value. */
export function operationOutcome(error: {
  readonly code: string
  readonly message: string
  readonly issue: NonNullable<OperationOutcomeIssue['code']>
}): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: error.issue,
        details: { coding: [{ system: ERROR_SYSTEM, code: error.code }] },
        diagnostics: error.message,
      },
    ],
  }
}
