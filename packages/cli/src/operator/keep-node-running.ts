import { untilToldToStop } from '../until-told-to-stop.ts'
import type { AuthorityNode } from './authority-node.ts'

/**
 * Waits until the process is told to stop.
 *
 * @throws {NodeGaveUpError} MEDREC_NODE_GAVE_UP if the node cannot be kept running
 */
export async function keepNodeRunning(node: AuthorityNode): Promise<void> {
  const reason = await Promise.race([untilToldToStop(), node.gaveUp])
  if (reason !== undefined) throw reason
}
