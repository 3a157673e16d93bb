import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { TestContext } from 'vitest'

/** Whether a program is on the path and answers `--version`. */
export async function hasProgram(name: string): Promise<boolean> {
  try {
    await promisify(execFile)(name, ['--version'])
    return true
  } catch {
    return false
  }
}

/** Skips a test that cannot run here, with one loud line; MEDREC_REQUIRE=all makes it a failure. */
export function skipWithout(isPresent: boolean, what: string, context: TestContext): void {
  if (!isPresent) context.skip(`${what} is not on this machine`)
}
