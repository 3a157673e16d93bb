import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProviderSession } from '@medrec/cli/headless-client'
import { type AccessLogResponse, accessLogResponseSchema, findLogGaps } from '@medrec/protocol'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkAt } from './support/linked-patient.ts'
import { hasProgram, skipWithout } from './support/required-component.ts'
import { type StoryNetwork, startStoryNetwork } from './support/story-network.ts'

const READERS = 8

describe('a Database Manager killed during reads', () => {
  let story: StoryNetwork
  beforeAll(async () => {
    story = await startStoryNetwork()
  })
  afterAll(() => story[Symbol.asyncDispose]())

  it('has a log entry for every record it served, each synced to the disk before', async (context) => {
    skipWithout(await hasProgram('strace'), 'strace', context)
    const { riverside } = story.dev.providers
    const { patient, relationship } = await linkAt(story, riverside.name)
    const session = await patient.signIn(relationship)
    await using syncs = await countSyncs(riverside.processId(), join(story.statePath, 'syncs.txt'))

    const served = new Set<string>()
    let isKilled = false
    const readers = Array.from({ length: READERS }, async () => {
      while (!isKilled) {
        const leaf = await readOnce(session).catch((error: unknown) => {
          // The connection breaks when the process is killed, and for no other reason.
          if (isKilled) return undefined
          throw error
        })
        if (leaf !== undefined) served.add(leaf)
      }
    })
    await expect.poll(() => served.size, { timeout: 60_000 }).toBeGreaterThan(100)
    isKilled = true
    await riverside.kill()
    await Promise.all(readers)
    const synced = await syncs.count()

    await riverside.start()
    const after = await patient.signIn(relationship)
    const log = await wholeLog(after)
    const leaves = new Set<string>(log.map(({ leaf }) => leaf))
    expect([...served].filter((leaf) => !leaves.has(leaf))).toEqual([])
    expect(
      findLogGaps(
        log.toReversed().map((entry) => ({ ...entry, patient: after.token.patient ?? '' })),
      ),
    ).toEqual([])
    // Group commit: one sync serves at most as many reads as were under way at once.
    expect(synced * READERS).toBeGreaterThanOrEqual(served.size)
  })
})

/** Reads one page; @returns the leaf of the receipt once the whole body has come */
async function readOnce(session: ProviderSession): Promise<string | undefined> {
  const response = await session.fetch('/fhir/Observation?_count=5')
  expect(response.status).toBe(200)
  await response.json()
  const receipt = response.headers.get('medrec-receipt')
  if (receipt === null) throw new Error('A served record comes with a receipt.')
  return String(decodeJwt(receipt).leaf)
}

async function wholeLog(session: ProviderSession): Promise<AccessLogResponse['entries']> {
  const entries: AccessLogResponse['entries'] = []
  let before: number | undefined
  do {
    const query = before === undefined ? '' : `&before=${before}`
    const answer = await session.fetch(`/access-log?_count=200${query}`)
    const page = accessLogResponseSchema.parse(await answer.json())
    entries.push(...page.entries)
    before = page.next
  } while (before !== undefined)
  return entries
}

/** Counts what a process asks of the kernel to bring to the disk. */
async function countSyncs(processId: number, file: string) {
  const args = ['-f', '-qq', '-e', 'trace=fsync,fdatasync', '-o', file, '-p', String(processId)]
  const tracer = spawn('strace', args, { stdio: 'ignore' })
  const ended = once(tracer, 'exit')
  await once(tracer, 'spawn')
  return {
    count: async () => {
      await ended
      const lines = (await readFile(file, 'utf8')).split('\n')
      return lines.filter((line) => /f(data)?sync\(.*= 0/.test(line)).length
    },
    [Symbol.asyncDispose]: async () => {
      tracer.kill()
      await ended
    },
  }
}
