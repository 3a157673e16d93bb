import type { Address } from 'viem'
import type { RegistrySealers } from './registry-sealers.ts'

/** A change of what one's own node votes for. */
export type SignerVote = {
  readonly type: 'add' | 'drop' | 'withdraw'
  readonly sealer: Address
}

/**
 * Decides what a node has to be told so that its votes follow the registry, and nothing else. Pure;
 * nothing if it votes so already. It asks to add current members' sealers that are ready, and to
 * drop those of former members; whatever else the node votes for is withdrawn. A signer that no
 * member ever named (one of the genesis) is left alone.
 *
 * @param state.signers the signers of the newest block
 * @param state.proposals what the node votes for now
 * @param state.ready sealers whose node follows the chain: a signer that does not seal can halt it
 * @see https://github.com/ethereum/go-ethereum/issues/16444
 */
export function decideVotes(state: {
  readonly sealers: RegistrySealers
  readonly signers: readonly Address[]
  readonly proposals: ReadonlyMap<Address, boolean>
  readonly ready: ReadonlySet<Address>
}): readonly SignerVote[] {
  const { proposals } = state
  const wanted = new Map<Address, boolean>([
    ...absent(state).map((sealer) => [sealer, true] as const),
    ...surplus(state).map((sealer) => [sealer, false] as const),
  ])
  for (const sealer of wanted.keys()) {
    if (wanted.get(sealer) === true && !state.ready.has(sealer)) wanted.delete(sealer)
  }
  const withdrawn = [...proposals.keys()].filter((sealer) => !wanted.has(sealer))
  const proposed = [...wanted].filter(([sealer, add]) => proposals.get(sealer) !== add)
  return [
    ...withdrawn.map((sealer) => ({ type: 'withdraw', sealer }) as const),
    ...proposed.map(([sealer, add]) => ({ type: add ? 'add' : 'drop', sealer }) as const),
  ]
}

type Difference = { readonly sealers: RegistrySealers; readonly signers: readonly Address[] }

/** Members' sealers that may not seal yet. */
export function absent({ sealers, signers }: Difference): readonly Address[] {
  return [...sealers.current].filter((sealer) => !signers.includes(sealer))
}

function surplus({ sealers, signers }: Difference): readonly Address[] {
  return signers.filter((signer) => sealers.former.has(signer))
}
