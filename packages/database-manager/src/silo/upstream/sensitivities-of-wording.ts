import type { Resource } from '@medplum/fhirtypes'
import type { Sensitivity } from '@medrec/protocol'
import { sensitivitiesOfWords } from '../sensitive-words.ts'

/** Names the sensitivities that the wording of a resource's codes suggests, wherever they stand. */
export function sensitivitiesOfWording(resource: Resource): readonly Sensitivity[] {
  return sensitivitiesOfWords(wordingsOf(resource))
}

function wordingsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(wordingsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const isWording = typeof inner === 'string' && (name === 'display' || name === 'text')
    return isWording ? [inner] : wordingsOf(inner)
  })
}
