/** Builds geth into the tool folder if none is to be found, and says where it is. */
import { MedRecError } from '@medrec/protocol'
import { findGeth, GethMissingError, installGeth } from '../src/node/index.ts'

try {
  console.log(await findOrInstall())
} catch (error) {
  if (!(error instanceof MedRecError)) throw error
  const detail = error.cause instanceof Error ? `\n${error.cause.message}` : ''
  console.error(`${error.code}: ${error.message}${detail}`)
  process.exitCode = 1
}

async function findOrInstall(): Promise<string> {
  try {
    return await findGeth({ named: process.env.MEDREC_GETH, searchPath: process.env.PATH })
  } catch (error) {
    if (!(error instanceof GethMissingError)) throw error
    return installGeth({ environment: process.env, onProgress: console.log })
  }
}
