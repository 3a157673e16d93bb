import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NetworkDescription } from '@medrec/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ClientServer, startClientServer } from './start-client-server.ts'

const provider = (name: string, host: string) => ({
  name,
  host,
  agent: '0x1111111111111111111111111111111111111111' as const,
  hpkeKey: `0x${'22'.repeat(32)}` as const,
  logKey: `0x${'33'.repeat(32)}` as const,
})

const network = (hosts: readonly string[]): NetworkDescription => ({
  chainId: 31337,
  registry: '0x4444444444444444444444444444444444444444',
  factory: '0x5555555555555555555555555555555555555555',
  relationships: '0x6666666666666666666666666666666666666666',
  deploymentBlock: 1,
  engine: 'single machine',
  providers: hosts.map((host, index) => provider(`Provider ${index}`, host)),
})

describe('startClientServer', () => {
  let folder: string
  let hosts: string[]
  let server: ClientServer

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medrec-client-'))
    await mkdir(join(folder, 'assets'))
    await writeFile(
      join(folder, 'index.html'),
      '<meta name="csp-nonce" content="__CSP_NONCE__"><h1>The page</h1>',
    )
    await writeFile(join(folder, 'assets', 'app-1234.js'), 'export {}')
    hosts = ['localhost:8481', 'records.example.org']
    server = await startClientServer({
      port: 0,
      distFolder: folder,
      network: async () => {
        if (hosts.length === 0) throw new Error('secret cause')
        return network(hosts)
      },
    })
  })

  afterEach(async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  const policyOf = async (path: string) =>
    (await fetch(server.url + path)).headers.get('content-security-policy') ?? ''

  it('serves the page under a policy that names the providers and nobody else', async () => {
    const policy = await policyOf('/')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(
      "connect-src 'self' http://localhost:8481 https://records.example.org;",
    )
    expect(policy).not.toContain('unsafe')
  })

  it('puts a fresh nonce into page and policy at each load', async () => {
    const load = async () => {
      const answer = await fetch(`${server.url}/timeline`)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      const nonce = /content="([^"]+)"/.exec(await answer.text())?.[1] ?? ''
      expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`)
      return nonce
    }
    expect(await load()).not.toBe(await load())
  })

  it('names a provider that joined since the last page load', async () => {
    expect(await policyOf('/')).not.toContain('8484')
    hosts.push('localhost:8484')
    expect(await policyOf('/')).toContain('http://localhost:8484')
  })

  it('does not let the text of a host add to the policy', async () => {
    hosts.push("evil.example; script-src 'unsafe-inline'", 'a b', "x'", '*')
    const policy = await policyOf('/')
    expect(policy).not.toContain('evil')
    expect(policy.match(/script-src/g)).toHaveLength(1)
    expect(policy).toMatch(
      /connect-src 'self' http:\/\/localhost:8481 https:\/\/records.example.org;/,
    )
  })

  it('serves a file that is there, for good, and lets it send nothing anywhere', async () => {
    const answer = await fetch(`${server.url}/assets/app-1234.js`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toContain('immutable')
    const policy = answer.headers.get('content-security-policy')
    expect(policy).toBe("default-src 'none'; script-src 'self'; frame-ancestors 'none'")
  })

  it.each(['/assets/app-0000.js', '/missing.png', '/.stamp'])(
    'answers 404 for %s',
    async (path) => {
      const answer = await fetch(server.url + path)
      expect(answer.status).toBe(404)
      expect(await answer.text()).not.toContain('The page')
    },
  )

  it('answers 404 to a POST', async () => {
    expect((await fetch(`${server.url}/timeline`, { method: 'POST' })).status).toBe(404)
  })

  it('tells what the network is', async () => {
    const answer = await fetch(`${server.url}/network.json`)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toEqual(network(hosts))
  })

  it.each(['/', '/network.json'])(
    'answers 503 with a sentence on %s while the network is unknown',
    async (path) => {
      hosts.length = 0
      const answer = await fetch(server.url + path)
      expect(answer.status).toBe(503)
      const text = await answer.text()
      expect(text).toContain('Please load this page again.')
      expect(text).not.toContain('secret cause')
    },
  )

  it('serves no file from outside its folder', async () => {
    const answer = await fetch(`${server.url}/..%2f..%2fetc%2fpasswd`)
    expect(await answer.text()).not.toContain('root:')
  })
})
