import { setTimeout as pause } from 'node:timers/promises'
import { createNetworkClient } from '@medrec/ethereum-client'
import {
  type GrantMessage,
  hasArrived,
  isRevocation,
  MedRecError,
  type NetworkDescription,
  originOf,
  type RelayRequest,
  relayOrder,
  relayResponseSchema,
  toWireJson,
  unpackTerms,
} from '@medrec/protocol'
import { relationshipsAbi } from '@medrec/smart-contracts'

export type Delivery = {
  readonly network: NetworkDescription
  /** As Patient.signGrant makes it. */
  readonly request: Extract<RelayRequest, { type: 'SetGrants' }>
  /** Host of the provider whose patient it is about; a revocation goes there first. */
  readonly concerned: string
  /** How long the chain may take to show it before another provider is handed it. */
  readonly resendAfterMs?: number
  readonly deadlineMs?: number
}

const LOOK_MS = 100

/**
 * Brings a change of one grant to the chain, whatever a provider does with it: hands it to one,
 * follows it through another, and hands it to a third if it does not come.
 *
 * @returns hosts of the providers that said to relay it, in that order
 * @throws {GrantNotDeliveredError} MEDREC_GRANT_NOT_DELIVERED if the chain does not show it in time
 */
export async function deliverGrant(delivery: Delivery): Promise<readonly string[]> {
  const { network, request, concerned, resendAfterMs = 10_000, deadlineMs = 60_000 } = delivery
  const [grant] = request.message.grants
  const hosts = network.providers.map(({ host }) => host)
  const deadline = performance.now() + deadlineMs
  const takenBy: string[] = []
  let askedLast: string | undefined
  let resendAt = 0
  while (performance.now() < deadline) {
    if (performance.now() >= resendAt) {
      const isFirst = takenBy.length === 0
      const goesStraight = isFirst && grant !== undefined && isRevocation(grant)
      const order = relayOrder({ hosts, takenBy, askedLast, concerned }, Math.random)
      const taken = await handToFirst(goesStraight ? [concerned, ...order] : order, request)
      if (taken !== undefined) takenBy.push(taken.host)
      resendAt = performance.now() + resendAfterMs + (taken?.waitsMs ?? 0)
    }
    for (const host of relayOrder({ hosts, takenBy }, Math.random)) {
      const answer = await isShownAt(host, delivery).catch(() => undefined)
      if (answer === true) return takenBy
      if (answer === undefined) continue
      askedLast = host
      break
    }
    await pause(LOOK_MS)
  }
  throw new GrantNotDeliveredError(takenBy)
}

type Taken = { readonly host: string; readonly waitsMs: number }

async function handToFirst(
  hosts: readonly string[],
  request: RelayRequest,
): Promise<Taken | undefined> {
  for (const host of hosts) {
    try {
      const response = await fetch(`${originOf(host)}/relay`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: toWireJson(request),
        signal: AbortSignal.timeout(15_000),
      })
      if (response.status !== 202) continue
      const answer = relayResponseSchema.parse(await response.json())
      return { host, waitsMs: 'seconds' in answer ? answer.seconds * 1000 : 0 }
    } catch {
      // Away, or nonsense: the next one.
    }
  }
  return undefined
}

/** Asks a provider's line to the chain. */
async function isShownAt(host: string, { network, request }: Delivery): Promise<boolean> {
  const { chainId, registry } = network
  const line = await createNetworkClient({ rpcUrl: `${originOf(host)}/chain`, chainId, registry })
  const { grants, relationshipId } = request.message
  const shown = await Promise.all(
    grants.map(async (grant: GrantMessage) => {
      const [packed, finerTerms] = await line.client.readContract({
        address: line.relationships,
        abi: relationshipsAbi,
        functionName: 'grantOf',
        args: [relationshipId, grant.commitment],
      })
      const change = { version: grant.version, isRevocation: isRevocation(grant) }
      return hasArrived(unpackTerms(packed, finerTerms), change)
    }),
  )
  return shown.every((each) => each)
}

export class GrantNotDeliveredError extends MedRecError<
  'MEDREC_GRANT_NOT_DELIVERED',
  { readonly takenBy: readonly string[] }
> {
  override name = 'GrantNotDeliveredError'

  constructor(takenBy: readonly string[]) {
    super(
      'MEDREC_GRANT_NOT_DELIVERED',
      'The chain does not show this change in time, though it was handed to every provider that took it. Send it again.',
      { details: { takenBy }, retryable: true },
    )
  }
}
