import type { Address } from 'viem'
import type { CliqueHeader } from './clique-header.ts'
import { applyHeader, type CliqueRules, type CliqueSnapshot, isMajority } from './clique-signers.ts'

/** A chain as far as it is verified. */
export type VerifiedChain = {
  /** After the newest final block. */
  readonly final: CliqueSnapshot
  /** The blocks on top of it, oldest first. */
  readonly open: readonly OpenBlock[]
}

/** A verified block that is not final yet. */
export type OpenBlock = {
  readonly sealer: Address
  /** Who might have sealed it. */
  readonly signersBefore: readonly Address[]
  readonly after: CliqueSnapshot
}

/**
 * The newest final block of a chain: it and those on top of it are sealed by a majority of those
 * who might seal it, each counted once. With one authority every block is final at once.
 *
 * It is the set before the block that counts: two blocks on top of the same one have that set in
 * common, whatever their votes change, so that both are final only if somebody sealed on both sides.
 *
 * @param snapshot at a block known to be final
 * @param headers on top of it, oldest first
 * @throws {CliqueRuleError} if a header is not what the one before allows
 */
export function finalBlock(
  snapshot: CliqueSnapshot,
  headers: readonly CliqueHeader[],
  rules: CliqueRules,
): CliqueSnapshot {
  let chain: VerifiedChain = { final: snapshot, open: [] }
  for (const header of headers) chain = extendChain(chain, header, rules)
  return chain.final
}

/**
 * Verifies the next header and moves the newest final block as far up as it makes it.
 *
 * @throws {CliqueRuleError} as {@link applyHeader}
 */
export function extendChain(
  chain: VerifiedChain,
  header: CliqueHeader,
  rules: CliqueRules,
): VerifiedChain {
  const before = newestOf(chain)
  const after = applyHeader(before, header, rules)
  const sealer = after.recents.at(-1)?.signer
  if (sealer === undefined) throw new TypeError('A verified block has no sealer.')
  const open = [...chain.open, { sealer, signersBefore: before.signers, after }]
  const place = open.findLastIndex((block, at) => isFinal(block, open.slice(at)))
  const final = open[place]?.after ?? chain.final
  return { final, open: open.slice(place + 1) }
}

/** After the newest verified block. */
export function newestOf(chain: VerifiedChain): CliqueSnapshot {
  return chain.open.at(-1)?.after ?? chain.final
}

function isFinal(block: OpenBlock, fromIt: readonly OpenBlock[]): boolean {
  const sealers = fromIt.map(({ sealer }) => sealer)
  return isMajority(sealers, block.signersBefore)
}
