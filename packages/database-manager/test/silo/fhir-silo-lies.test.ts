import type { Condition, Patient } from '@medplum/fhirtypes'
import { describe, expect, it } from 'vitest'
import { openFhirSilo } from '../../src/silo/upstream/open-fhir-silo.ts'
import { everything } from './silo-contract.ts'
import { type Lie, searchset, send, startUpstream } from './upstream-fixture.ts'

const patient: Patient = { resourceType: 'Patient', id: 'p1', birthDate: '1990-01-01' }
const condition: Condition = {
  resourceType: 'Condition',
  id: 'c1',
  subject: { reference: 'Patient/p1' },
  code: { coding: [{ system: 'http://snomed.info/sct', code: '59621000' }] },
}
const search = everything('Condition', 'p1', 10)

describe('openFhirSilo before an upstream that lies', () => {
  const LIES: Readonly<Record<string, Lie>> = {
    "another patient's resource": (_, response) => {
      send(response, 200, searchset([{ ...condition, subject: { reference: 'Patient/p2' } }]))
      return true
    },
    'a resource of nobody': (_, response) => {
      send(response, 200, searchset([{ ...condition, subject: { display: 'someone' } }]))
      return true
    },
    'another type': (_, response) => {
      send(response, 200, searchset([patient]))
      return true
    },
    'a link to another host': (_, response) => {
      const link = [{ relation: 'next', url: 'http://127.0.0.1:1/fhir/Condition' }]
      send(response, 200, { ...searchset([condition]), link })
      return true
    },
    'a link above its base': (_, response) => {
      send(response, 200, {
        ...searchset([condition]),
        link: [{ relation: 'next', url: '/admin' }],
      })
      return true
    },
    'a link past its base': (_, response) => {
      const link = [{ relation: 'next', url: '/fhir/../fhirx/Condition' }]
      send(response, 200, { ...searchset([condition]), link })
      return true
    },
    'a link to a file': (_, response) => {
      const link = [{ relation: 'next', url: 'file:///etc/passwd' }]
      send(response, 200, { ...searchset([condition]), link })
      return true
    },
    'pages in a circle': (request, response) => {
      const link = [{ relation: 'next', url: request.url ?? '' }]
      send(response, 200, { ...searchset([condition]), link })
      return true
    },
    'a huge body': (_, response) => {
      response.writeHead(200, { 'content-type': 'application/fhir+json' })
      const chunk = ' '.repeat(64 * 1024)
      const pour = (): void => {
        while (!response.destroyed) if (!response.write(chunk)) break
      }
      response.on('drain', pour)
      pour()
      return true
    },
    'nothing at all': () => true,
    'half a body, then nothing': (_, response) => {
      response.writeHead(200, { 'content-type': 'application/fhir+json' })
      response.write('{"resourceType":')
      return true
    },
    'a cut connection': (request) => {
      request.socket.destroy()
      return true
    },
    'a page of HTML': (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<h1>secret</h1>')
      return true
    },
    'broken JSON': (_, response) => {
      response.writeHead(200, { 'content-type': 'application/fhir+json' })
      response.end('{"secret"')
      return true
    },
    'a redirect': (_, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' })
      response.end()
      return true
    },
    'an error': (_, response) => {
      send(response, 500, { secret: true })
      return true
    },
    'an empty object': (_, response) => {
      send(response, 200, {})
      return true
    },
    'a resource out of shape': (_, response) => {
      send(response, 200, searchset([{ ...condition, id: '../../x' }]))
      return true
    },
  }
  /** What is said of each lie: a fixed word of ours, so that the right guard is known to have fired. */
  const REASONS: Readonly<Record<string, string>> = {
    "another patient's resource": "upstream answered another patient's resource",
    'a resource of nobody': "upstream answered another patient's resource",
    'another type': 'upstream answered another type',
    'a link to another host': 'upstream links elsewhere',
    'a link above its base': 'upstream links elsewhere',
    'a link past its base': 'upstream links elsewhere',
    'a link to a file': 'upstream links elsewhere',
    'pages in a circle': 'upstream pages in a circle',
    'a huge body': 'upstream answered too much',
    'nothing at all': 'upstream timed out',
    'half a body, then nothing': 'upstream broke off',
    'a cut connection': 'upstream failed',
    'a page of HTML': 'upstream answered 200, not JSON',
    'broken JSON': 'upstream answered broken JSON',
    'a redirect': 'upstream failed',
    'an error': 'upstream answered 500, JSON',
    'an empty object': 'upstream answered no searchset',
    'a resource out of shape': 'upstream answered another type',
  }
  for (const [what, lie] of Object.entries(LIES)) {
    it(`refuses an upstream that answers ${what}`, async () => {
      await using upstream = await startUpstream([patient], lie)
      await using silo = openFhirSilo({
        baseUrl: upstream.baseUrl,
        timeoutMs: 1000,
        maxBytes: 1_000_000,
      })
      const failure = await silo.search(search).catch((error: unknown) => error)
      expect(failure).toMatchObject({
        code: 'MEDREC_SILO_UNAVAILABLE',
        retryable: true,
        details: { reason: REASONS[what] },
      })
      expect(String(failure) + JSON.stringify(failure)).not.toContain('secret')
    })
  }

  it('refuses another resource than the one it asked for', async () => {
    await using upstream = await startUpstream([patient], (_, response) => {
      send(response, 200, { ...condition, id: 'c2' })
      return true
    })
    await using silo = openFhirSilo({ baseUrl: upstream.baseUrl })
    await expect(silo.read('Condition', 'c1')).rejects.toMatchObject({
      code: 'MEDREC_SILO_UNAVAILABLE',
    })
    await expect(silo.patientFacts('p1')).rejects.toMatchObject({ code: 'MEDREC_SILO_UNAVAILABLE' })
  })

  it('refuses a server of another FHIR version, and a base that is none', async () => {
    await using upstream = await startUpstream([], (_, response) => {
      send(response, 200, { resourceType: 'CapabilityStatement', fhirVersion: '5.0.0' })
      return true
    })
    await using silo = openFhirSilo({ baseUrl: upstream.baseUrl })
    await expect(silo.check()).rejects.toThrow(/FHIR R4/)
    for (const baseUrl of ['', 'ftp://x/fhir', 'http://u:p@x/fhir', 'http://x/fhir?a=b']) {
      expect(() => openFhirSilo({ baseUrl })).toThrow(/no http or https URL/)
    }
  })
})
