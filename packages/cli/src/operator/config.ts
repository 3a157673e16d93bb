import { findGeth, type GethInstallation } from '@medrec/ethereum-client/node'

/**
 * Finds the geth of this machine, as the environment says.
 *
 * @throws {GethMissingError} MEDREC_GETH_MISSING
 * @throws {GethNamedError} MEDREC_GETH_NAMED
 */
export function gethOfEnvironment(): Promise<string> {
  return findGeth({ named: process.env.MEDREC_GETH, searchPath: process.env.PATH })
}

/** What Go is run in. */
export function goEnvironment(): GethInstallation['environment'] {
  return process.env
}
