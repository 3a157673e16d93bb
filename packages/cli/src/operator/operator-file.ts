import { readFile } from 'node:fs/promises'
import { writeFileWhole } from '@medrec/ethereum-client/node'
import { MedRecError } from '@medrec/protocol'
import type { z } from 'zod'

/**
 * Reads a JSON file that an operator keeps or was handed.
 *
 * @throws {OperatorFileError} MEDREC_OPERATOR_FILE_MISSING or MEDREC_OPERATOR_FILE_BROKEN
 */
export async function readOperatorFile<Content>(
  path: string,
  schema: z.ZodType<Content>,
): Promise<Content> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new OperatorFileError('MEDREC_OPERATOR_FILE_MISSING', path)
  })
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new OperatorFileError('MEDREC_OPERATOR_FILE_BROKEN', path, 'it is not JSON')
  }
  const result = schema.safeParse(content)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const fault = `${issue?.path.join('.') || 'the whole of it'}: ${issue?.message ?? 'does not fit'}`
  throw new OperatorFileError('MEDREC_OPERATOR_FILE_BROKEN', path, fault)
}

/** Writes a JSON file, whole or not at all. */
export async function writeOperatorFile(path: string, content: unknown): Promise<void> {
  await writeFileWhole(path, `${JSON.stringify(content, null, 2)}\n`)
}

const SENTENCES = {
  MEDREC_OPERATOR_FILE_MISSING: (path: string) =>
    `${path} cannot be read. Name the folder or file that \`medrec network init\`, \`node invite\` or \`node join\` made.`,
  MEDREC_OPERATOR_FILE_BROKEN: (path: string, fault: string) =>
    `${path} is not what it should be (${fault}). Have whoever made it send it again, or restore it from a backup.`,
} as const

export class OperatorFileError extends MedRecError<
  keyof typeof SENTENCES,
  { readonly path: string; readonly fault: string }
> {
  override name = 'OperatorFileError'
  constructor(code: keyof typeof SENTENCES, path: string, fault = 'it is not there') {
    super(code, SENTENCES[code](path, fault), { details: { path, fault } })
  }
}
