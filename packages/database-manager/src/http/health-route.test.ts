import fastify from 'fastify'
import { zeroHash } from 'viem'
import { describe, expect, it } from 'vitest'
import { registerHealthRoute } from './health-route.ts'

async function healthWith(check: () => Promise<void>, ageSeconds = 1): Promise<unknown> {
  const app = fastify()
  registerHealthRoute(app, {
    provider: 'Clinic',
    silo: { name: 'clinic', declaresSensitivityRules: true, check },
    chainHead: () => ({ head: 7, hash: zeroHash, ageSeconds }),
    maxViewAgeSeconds: 300,
  })
  const { status } = (await app.inject('/healthz')).json<{ status: string }>()
  await app.close()
  return status
}

describe('GET /healthz', () => {
  it('is ok while silo and chain answer', async () => {
    expect(await healthWith(async () => {})).toBe('ok')
  })

  it('is degraded while the silo fails or hangs, or the view is too old', async () => {
    const failing = healthWith(async () => {
      throw new Error('down')
    })
    const hanging = healthWith(() => new Promise(() => {}))
    const old = healthWith(async () => {}, 301)
    expect(await Promise.all([failing, hanging, old])).toEqual(['degraded', 'degraded', 'degraded'])
  })
})
