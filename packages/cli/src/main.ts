#!/usr/bin/env node
import { MedRecError } from '@medrec/protocol'
import { makeProgram } from './program.ts'

try {
  await makeProgram().parseAsync()
} catch (error) {
  // What was thrown on purpose is a sentence for people; anything else is a fault of ours.
  if (!(error instanceof MedRecError)) throw error
  const { code, message } = error
  const isForPrograms = process.argv.includes('--json')
  const text = isForPrograms ? JSON.stringify({ error: { code, message } }) : `\n${message}`
  process.stderr.write(`${text}\n`)
  process.exitCode = 1
}
