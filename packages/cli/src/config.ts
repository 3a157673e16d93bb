import type { GethSearch } from '@medrec/ethereum-client/node'

/** Where geth is looked for, as the environment says. */
export function gethSearchFrom(environment = process.env): GethSearch {
  return { named: environment.MEDREC_GETH, searchPath: environment.PATH }
}
