/**
 * Says whether SMART v2 scopes allow an interaction on a type, for any of the levels `patient`,
 * `user` and `system`: what of whom is the grants' to decide. Scopes narrowed by a query are not
 * understood, and so allow nothing.
 *
 * @see https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
 */
export function isInScope(scope: string, type: string, interaction: 'read' | 'search'): boolean {
  const letter = interaction === 'read' ? 'r' : 's'
  return scope.split(' ').some((text) => {
    const [, resource, letters = ''] = SCOPE.exec(text) ?? []
    return (resource === '*' || resource === type) && letters.includes(letter)
  })
}

const SCOPE = /^(?:patient|user|system)\/(\*|[A-Za-z]+)\.(c?r?u?d?s?)$/
