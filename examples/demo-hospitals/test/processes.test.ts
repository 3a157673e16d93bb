import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { omopProgram, upstreamFhirProgram } from '../src/index.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-process-'))
})

afterAll(() => rm(folder, { recursive: true }))

async function start(entry: string, settings: object): Promise<ChildProcess> {
  const child = spawn(process.execPath, [entry, JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => ['ended']),
  ])
  expect(message).toEqual({ type: 'ready', port: expect.any(Number) })
  return child
}

/** Milliseconds until the process has ended, and how. */
async function endOf(child: ChildProcess, end: () => unknown): Promise<[boolean, unknown]> {
  const ended = once(child, 'exit')
  const began = performance.now()
  end()
  const [code] = await ended
  return [performance.now() - began < 5_000, code]
}

describe('omopProgram', () => {
  it('ends when its parent goes, when told to, and gives its folder back each time', async () => {
    const settings = { folder: join(folder, 'omop'), port: 0 }
    const first = await start(omopProgram, settings)
    const second = spawn(process.execPath, [omopProgram, JSON.stringify(settings)], {
      stdio: 'ignore',
    })
    expect((await once(second, 'exit'))[0]).toBe(1)
    expect(await endOf(first, () => first.disconnect())).toEqual([true, 0])
    const third = await start(omopProgram, settings)
    expect(await endOf(third, () => third.kill('SIGTERM'))).toEqual([true, 0])
  }, 120_000)

  it('is opened again after a crash', async () => {
    const settings = { folder: join(folder, 'omop'), port: 0 }
    const crashed = await start(omopProgram, settings)
    await endOf(crashed, () => crashed.kill('SIGKILL'))
    const next = await start(omopProgram, settings)
    expect(await endOf(next, () => next.kill('SIGTERM'))).toEqual([true, 0])
  }, 120_000)
})

describe('upstreamFhirProgram', () => {
  it('ends when its parent goes, and when told to', async () => {
    const first = await start(upstreamFhirProgram, { port: 0 })
    expect(await endOf(first, () => first.disconnect())).toEqual([true, 0])
    const second = await start(upstreamFhirProgram, { port: 0 })
    expect(await endOf(second, () => second.kill('SIGTERM'))).toEqual([true, 0])
  }, 60_000)

  it('refuses settings it does not know', async () => {
    const child = spawn(process.execPath, [upstreamFhirProgram, '{"prot":1}'], { stdio: 'ignore' })
    expect((await once(child, 'exit'))[0]).toBe(1)
  })
})
