import { findGeth, GethMissingError, startGethDevChain } from '@medrec/ethereum-client/node'
import { describe, expect, it } from 'vitest'
import { startDatabaseManager } from '../src/database-manager.ts'
import { startTestNetwork } from './support/test-network.ts'

describe('a Database Manager before a chain that authorities seal', () => {
  it('starts only if it is told by which rules, and verifies them', async (context) => {
    const program = await findGeth({
      named: process.env.MEDREC_GETH,
      searchPath: process.env.PATH,
    }).catch((error: unknown) => {
      if (error instanceof GethMissingError) return undefined
      throw error
    })
    if (program === undefined) context.skip('geth is not on this machine: npm run geth')
    await using network = await startTestNetwork(['riverside'], (stateFolder) =>
      startGethDevChain({ program: program ?? '', stateFolder, port: 0 }),
    )
    const [provider] = network.providers
    if (provider === undefined) throw new Error('a provider')
    await expect(startDatabaseManager(provider.settings)).rejects.toMatchObject({
      code: 'MEDREC_CONFIG_INVALID',
      details: { setting: 'network.consensus' },
    })
    const consensus = { kind: 'clique', periodSeconds: 0, epochBlocks: 30_000 } as const
    const settings = {
      ...provider.settings,
      network: { ...provider.settings.network, consensus },
    }
    await using manager = await startDatabaseManager(settings)
    expect((await fetch(`${manager.origin}/auth/nonce`)).status).toBe(200)
  })
})
