import { agentRegistryAbi } from '@medrec/smart-contracts'
import { type Address, isAddressEqual, type Log, parseEventLogs, zeroAddress } from 'viem'

/** The sealing addresses of a registry's members: of those there are, and of those there were. */
export type RegistrySealers = {
  readonly current: ReadonlySet<Address>
  /** Of members voted out or gone, or replaced by a member itself. */
  readonly former: ReadonlySet<Address>
}

/** What the events of a registry say so far. */
export type RegistryFold = {
  /** By Agent; zero if the member seals nothing. */
  readonly sealerOf: ReadonlyMap<Address, Address>
  readonly everKnown: ReadonlySet<Address>
}

export const EMPTY_FOLD: RegistryFold = { sealerOf: new Map(), everKnown: new Set() }

/**
 * Takes further logs of a chain, in its order, into account. Logs of other contracts, and what is no
 * event of a registry whole and well formed, count for nothing: anybody can emit them.
 */
export function foldRegistryLogs(
  fold: RegistryFold,
  registry: Address,
  logs: readonly Log[],
): RegistryFold {
  const sealerOf = new Map(fold.sealerOf)
  const everKnown = new Set(fold.everKnown)
  const own = logs.filter(({ address }) => isAddressEqual(address, registry))
  for (const { eventName, args } of parseEventLogs({ abi: agentRegistryAbi, logs: own })) {
    switch (eventName) {
      case 'MemberAdmitted':
      case 'MemberUpdated':
        sealerOf.set(args.agent, args.sealer)
        everKnown.add(args.sealer)
        break
      case 'MemberRemoved':
        sealerOf.delete(args.agent)
        break
      default:
        break
    }
  }
  return { sealerOf, everKnown }
}

/** Who of them seals now, and who did. */
export function sealersOf({ sealerOf, everKnown }: RegistryFold): RegistrySealers {
  const current = new Set(sealerOf.values())
  const former = new Set([...everKnown].filter((sealer) => !current.has(sealer)))
  current.delete(zeroAddress)
  former.delete(zeroAddress)
  return { current, former }
}
