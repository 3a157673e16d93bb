import type { DevProvider } from '@medrec/cli/dev-network'
import { PROVIDERS } from '@medrec/cli/dev-network'
import type { ProviderSession } from '@medrec/cli/headless-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type LinkedPerson, linkEverywhere } from './support/linked-person.ts'
import { type StoryNetwork, startStoryNetwork } from './support/story-network.ts'

const outcomeSchema = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: z.tuple([z.looseObject({ severity: z.literal('error'), diagnostics: z.string() })]),
})

/** Searches that no silo may take for a wider or an empty one. */
const SEARCHES = [
  ['an unknown parameter', 'Observation?colour=red', 'colour'],
  ['a parameter with an unknown modifier', 'Observation?code:above=1', 'code:above'],
  ['a page of a thousand million', 'Observation?_count=1e9', '_count'],
  ['a page of less than nothing', 'Observation?_count=-1', '_count'],
  ['a date that is none', 'Observation?date=yesterday', 'date'],
  ['a code in half', 'Condition?code=http://loinc.org|', 'code'],
  ['a kind that is none', 'Observation?_tag=secrets', '_tag'],
  ['an include of another type', 'Observation?_include=Patient:link', '_include'],
] as const

describe('bad input, over the wire, at three real databases', () => {
  let story: StoryNetwork
  let person: LinkedPerson
  beforeAll(async () => {
    story = await startStoryNetwork()
    person = await linkEverywhere(story)
  })
  afterAll(() => story[Symbol.asyncDispose]())

  it.for(PROVIDERS)('is refused by name in a search, at %s', async (slug) => {
    const provider = story.dev.providers[slug]
    const session = await person.patient.signIn(person.at(provider))
    const before = await idsOf(session)
    for (const [what, path, name] of SEARCHES) {
      const answer = await session.fetch(`/fhir/${path}`, { headers: fromPage() })
      expect([what, await sentenceOf(answer, 400)]).toEqual([what, expect.stringContaining(name)])
    }
    expect(await idsOf(session)).toEqual(before)
  })

  it.for(PROVIDERS)('is a sentence without a stack, at %s', async (slug) => {
    const provider = story.dev.providers[slug]
    const { origin } = provider
    const json = { ...fromPage(), 'content-type': 'application/json' }
    const post = (path: string, body: string) =>
      fetch(origin + path, { method: 'POST', headers: json, body })
    const withProof = (dpop: string) =>
      fetch(`${origin}/fhir/Observation`, {
        headers: { ...fromPage(), authorization: 'DPoP x', dpop },
      })
    const large = JSON.stringify({ note: 'x'.repeat(10_000_000) })

    await sentenceOf(await withProof('x'), 401)
    await sentenceOf(await withProof('e30.e30.e30'), 401)
    await sentenceOf(await withProof('a.b.c, d.e.f'), 401)
    await sentenceOf(await fetch(`${origin}/fhir/%zz`, { headers: fromPage() }), 400)
    await sentenceOf(await fetch(`${origin}/fhir/Observation/%00`, { headers: fromPage() }), 401)
    await sentenceOf(await fetch(`${origin}/nothing/here`, { headers: fromPage() }), 404)
    for (const path of ['/relay', '/invites/claims', '/grants/open']) {
      await sentenceOf(await post(path, large), 413)
      await sentenceOf(await post(path, '{"code": '), 400)
    }
    await sentenceOf(await post('/relay', '{"type":"SetGrants"}'), 400)
    await sentenceOf(await post('/invites/claims', '[]'), 400)
    await seeHealthy(provider)
  })

  function fromPage() {
    return { origin: story.dev.clientOrigin }
  }

  /** Checks the shape of a refusal, and that the page may read it. @returns its sentence */
  async function sentenceOf(answer: Response, status: number): Promise<string> {
    const text = await answer.text()
    expect([answer.url, answer.status, text]).toEqual([answer.url, status, expect.anything()])
    expect(answer.headers.get('access-control-allow-origin')).toBe(story.dev.clientOrigin)
    expect(answer.headers.get('content-type')).toContain('application/fhir+json')
    expect(text).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.ts\b|Error:/)
    const [{ diagnostics }] = outcomeSchema.parse(JSON.parse(text)).issue
    expect(diagnostics).toMatch(/^([A-Za-z_:]+: )?[A-Z].{10,300}\.$/)
    return diagnostics
  }
})

const bundleSchema = z.object({
  entry: z.array(z.object({ resource: z.object({ id: z.string() }) })).min(1),
})

async function idsOf(session: ProviderSession): Promise<readonly string[]> {
  const answer = await session.fetch('/fhir/Observation?_count=20')
  return bundleSchema.parse(await answer.json()).entry.map(({ resource }) => resource.id)
}

async function seeHealthy({ origin }: DevProvider): Promise<void> {
  const health = await (await fetch(`${origin}/healthz`)).json()
  expect(health).toMatchObject({ status: 'ok' })
}
