import type { TestContext } from 'vitest'
import { findGeth, GETH_VERSION, GethMissingError } from '../src/node/index.ts'

/** The geth of this machine. Where there is none the test is skipped with one loud line. */
export async function gethOrSkip(context: TestContext): Promise<string> {
  try {
    return await findGeth({ named: process.env.MEDREC_GETH, searchPath: process.env.PATH })
  } catch (error) {
    if (!(error instanceof GethMissingError)) throw error
    return context.skip(`geth ${GETH_VERSION} is not on this machine: npm run geth`)
  }
}
