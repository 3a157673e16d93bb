import { setTimeout } from 'node:timers/promises'
import type { HealthResponse } from '@medrec/protocol'
import type { FastifyInstance } from 'fastify'

export type HealthRouteDeps = {
  /** Name in the AgentRegistry. */
  readonly provider: string
  readonly silo: {
    readonly name: string
    readonly declaresSensitivityRules: boolean
    readonly check: () => Promise<void>
  }
  readonly chainHead: () => HealthResponse['chain']
  readonly maxViewAgeSeconds: number
}

/** GET /healthz: whether records can be served to viewers now. */
export function registerHealthRoute(app: FastifyInstance, deps: HealthRouteDeps): void {
  const { provider, silo } = deps
  app.get('/healthz', async (): Promise<HealthResponse> => {
    const chain = deps.chainHead()
    const isSiloUp = await isUp(silo.check())
    const isOk = isSiloUp && chain.ageSeconds <= deps.maxViewAgeSeconds
    return {
      status: isOk ? 'ok' : 'degraded',
      provider,
      silo: silo.name,
      declaresSensitivityRules: silo.declaresSensitivityRules,
      chain,
    }
  })
}

const ANSWER_MS = 2000

/** Whether a check passes, in time: a database that hangs is down. */
async function isUp(check: Promise<void>): Promise<boolean> {
  const patience = new AbortController()
  const passed = check.then(
    () => true,
    () => false,
  )
  const late = setTimeout(ANSWER_MS, false, { signal: patience.signal }).catch(() => false)
  const outcome = await Promise.race([passed, late])
  patience.abort()
  return outcome
}
