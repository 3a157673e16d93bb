import { numberToHex } from 'viem'
import type { BlockId, Finality } from '../finality.ts'
import type { Network } from '../network.ts'
import { type CliqueHeader, readCliqueHeader } from './clique-header.ts'
import { type CliqueRules, type CliqueSnapshot, genesisSnapshot } from './clique-signers.ts'
import { extendChain, newestOf, type VerifiedChain } from './final-block.ts'

export type CliqueFinalityOptions = {
  readonly network: Pick<Network, 'client'>
  readonly rules: CliqueRules
  /**
   * A final block verified before, so that not every header since genesis is read again. Whoever
   * gives it vouches for it.
   */
  readonly from?: CliqueSnapshot
}

/** Finality of a Clique chain, all of whose headers are verified. */
export type CliqueFinality = Finality & {
  /** At the newest final block, to be written down; undefined before the first was asked for. */
  readonly snapshot: () => CliqueSnapshot | undefined
}

const HEADERS_AT_ONCE = 64

/**
 * Makes the finality of a Clique chain: a block counts once a majority of its signers has sealed it
 * or what is on top. A header that breaks a rule is thrown and moves nothing.
 *
 * @throws {CliqueHeaderError} MEDREC_CLIQUE_HEADER_MALFORMED, MEDREC_CLIQUE_WRONG_HASH or
 *   MEDREC_CLIQUE_INVALID_SEAL (from `newestFinal`)
 * @throws {CliqueRuleError} as `applyHeader` (from `newestFinal`)
 * @see EIP-225
 */
export function createCliqueFinality(options: CliqueFinalityOptions): CliqueFinality {
  const { network, rules, from } = options
  let chain: VerifiedChain | undefined

  async function readHeader(number: number): Promise<CliqueHeader | undefined> {
    const block = await network.client.request({
      method: 'eth_getBlockByNumber',
      params: [numberToHex(number), false],
    })
    return block === null ? undefined : readCliqueHeader(block)
  }

  async function anchor(): Promise<VerifiedChain | undefined> {
    if (from !== undefined) return { final: from, open: [] }
    const genesis = await readHeader(0)
    return genesis && { final: genesisSnapshot(genesis), open: [] }
  }

  /** @returns undefined if the head is not on top of what is verified. */
  async function extend(base: VerifiedChain, head: BlockId): Promise<VerifiedChain | undefined> {
    let extended = base
    for (;;) {
      const { number: newest, hash } = newestOf(extended)
      if (newest >= head.number) return hash === head.hash ? extended : undefined
      const count = Math.min(HEADERS_AT_ONCE, head.number - newest)
      const numbers = Array.from({ length: count }, (_, at) => newest + 1 + at)
      for (const header of await Promise.all(numbers.map(readHeader))) {
        const before = newestOf(extended)
        if (header === undefined || header.parentHash !== before.hash) return undefined
        extended = extendChain(extended, header, rules)
      }
    }
  }

  async function isGone({ final }: VerifiedChain): Promise<boolean> {
    return (await readHeader(final.number))?.hash !== final.hash
  }

  return {
    async newestFinal(head) {
      const known = chain ?? (await anchor())
      if (known === undefined) return undefined
      let next = await extend(known, head)
      if (next === undefined && known.open.length > 0) {
        next = await extend({ final: known.final, open: [] }, head)
      }
      // What was final is never left for a chain that only moves; it is for one that has lost it.
      if (next === undefined && (await isGone(known))) {
        const start = await anchor()
        next = start && (await extend(start, head))
      }
      if (next === undefined) return undefined
      chain = next
      return { number: next.final.number, hash: next.final.hash }
    },
    snapshot: () => chain?.final,
  }
}
