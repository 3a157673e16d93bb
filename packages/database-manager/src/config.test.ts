import { describe, expect, it } from 'vitest'
import { type DatabaseManagerSettings, parseConfig } from './config.ts'

const settings: DatabaseManagerSettings = {
  stateFolder: '/tmp/x',
  host: 'records.example',
  listen: { port: 8481 },
  clientOrigin: 'https://client.example',
  network: { rpcUrl: 'http://localhost:1', chainId: 7, registry: `0x${'ab'.repeat(20)}` },
  silo: { kind: 'clinic', file: '/tmp/clinic.sqlite' },
}
const tls = { certFile: 'c', keyFile: 'k' }

describe('parseConfig', () => {
  it('fills in the defaults and takes its own answer again', () => {
    const config = parseConfig(settings)
    expect(config).toMatchObject({ inviteSeconds: 900, maxViewAgeSeconds: 300, pollMs: 200 })
    expect(config.listen.host).toBe('localhost')
    expect(parseConfig(config)).toEqual(config)
  })

  it('listens outside loopback only with TLS or behind a trusted proxy', () => {
    const open = { ...settings, listen: { host: '0.0.0.0', port: 443 } }
    expect(() => parseConfig(open)).toThrow('listen.host')
    expect(parseConfig({ ...open, tls }).tls).toEqual(tls)
    expect(parseConfig({ ...open, trustedProxy: '10.0.0.1' }).listen.host).toBe('0.0.0.0')
  })

  it.each([
    [{ clientOrigin: 'https://client.example/' }, 'clientOrigin'],
    [{ host: 'https://records.example' }, 'host'],
    [{ host: 'localhost:1', tls }, 'tls'],
    [{ inviteSeconds: 0 }, 'inviteSeconds'],
    [{ silo: { kind: 'other' } }, 'silo'],
    [{ surprise: true }, 'the file'],
  ])('names the setting that does not fit: %o', (change, setting) => {
    expect(() => parseConfig({ ...settings, ...change })).toThrow(setting)
  })
})
