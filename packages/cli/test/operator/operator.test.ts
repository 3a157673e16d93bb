import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findGeth, GETH_VERSION, GethMissingError } from '@medrec/ethereum-client/node'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { z } from 'zod'
import { medrec, medrecJson, type RunningMedrec, startMedrec } from './medrec-command.ts'

async function skipWithoutGeth(context: TestContext): Promise<void> {
  try {
    await findGeth({ named: process.env.MEDREC_GETH, searchPath: process.env.PATH })
  } catch (error) {
    if (!(error instanceof GethMissingError)) throw error
    context.skip(`geth ${GETH_VERSION} is not on this machine: npm run geth`)
  }
}

const foundedSchema = z.object({
  chainId: z.int(),
  registry: z.string(),
  authorities: z.array(z.object({ name: z.string(), folder: z.string(), sealer: z.string() })),
})
const statusSchema = z.object({
  membership: z.string(),
  contracts: z.string(),
  registry: z.string(),
  head: z.object({ number: z.int(), final: z.int(), ageSeconds: z.int() }),
  signers: z.array(z.object({ name: z.string(), sealer: z.string(), sealedLately: z.int() })),
  clock: z.object({ verdict: z.string(), driftMs: z.number().nullable() }),
  quorum: z.object({ needed: z.int(), sealing: z.int(), mayFail: z.int() }),
  peers: z.array(z.object({ name: z.string(), isConnected: z.boolean() })),
  proposals: z.array(z.object({ id: z.string(), missing: z.int() })),
  ownVotes: z.array(z.unknown()),
  warnings: z.array(z.string()),
})
const listSchema = z.object({
  members: z.array(z.object({ name: z.string() })),
  proposals: z.array(z.object({ id: z.string(), state: z.string(), inFavour: z.int() })),
})
const NAMES = ['Riverside Hospital', 'Lakeside Clinic', 'Harbor Practice'] as const

/** One network for the whole story, since each step stands on the one before. */
describe('the commands of an operator', () => {
  const stack = new AsyncDisposableStack()
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medrec-operator-'))
    stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }))
  })
  afterAll(() => stack.disposeAsync(), 30_000)

  const statusOf = (path: string) => medrecJson(statusSchema, 'node', 'status', path)
  async function eventually<Value>(
    read: () => Promise<Value>,
    isSo: (value: Value) => boolean,
  ): Promise<Value> {
    const deadline = performance.now() + 60_000
    for (;;) {
      const value = await read()
      if (isSo(value)) return value
      if (performance.now() > deadline) throw new Error(`Never: ${JSON.stringify(value)}`)
      await pause(300)
    }
  }

  it('founds a network, lets a fourth join by two votes, and one leave', async (context) => {
    await skipWithoutGeth(context)
    const net = join(folder, 'net')
    const founded = await medrecJson(
      foundedSchema,
      ...['network', 'init', net, '--period', '1'],
      ...NAMES.flatMap((name, index) => ['--authority', `${name}=localhost:${8481 + index}`]),
    )
    const [riverside = '', lakeside = '', harbor = ''] = founded.authorities.map(
      (authority) => authority.folder,
    )
    for (const secret of ['chain/password', 'chain/geth/nodekey', 'provider/keys.json']) {
      expect((await stat(join(riverside, secret))).mode & 0o077).toBe(0)
    }

    const nodes = [riverside, lakeside, harbor].map((path) =>
      stack.use(startMedrec('node', 'start', path)),
    )
    const [first, second, third] = nodes
    if (!first || !second || !third) throw new TypeError('Three.')
    await Promise.all(nodes.map((node) => node.heard('deployed')))
    const three = await eventually(
      () => statusOf(riverside),
      ({ signers, head }) => head.number > 6 && signers.every((signer) => signer.sealedLately > 0),
    )
    expect(three).toMatchObject({
      ...{ membership: 'member', contracts: 'deployed', registry: founded.registry },
      quorum: { needed: 2, sealing: 3, mayFail: 1 },
    })
    await eventually(
      () => statusOf(riverside),
      ({ clock }) => clock.verdict === 'steady' && clock.driftMs === 0,
    )
    const { members } = await medrecJson(listSchema, 'registry', 'list', harbor)
    expect(members.map(({ name }) => name)).toEqual(NAMES)

    const invitation = join(folder, 'invitation.json')
    await medrec('node', 'invite', riverside, '--name', 'Valley Surgery', '--out', invitation)
    expect((await stat(invitation)).mode & 0o077).toBe(0)
    const valley = join(folder, 'valley')
    const joining: RunningMedrec = stack.use(
      startMedrec(
        ...['node', 'join', invitation, '--folder', valley],
        ...['--as', 'Valley Surgery=localhost:8484', '--within', '60'],
      ),
    )
    const request = String((await joining.heard('request')).request)
    expect((await statusOf(valley)).membership).toBe('not a member')

    const refused = await medrec('registry', 'propose-admission', valley, request)
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('is no member')])
    const { id } = await medrecJson(
      z.object({ id: z.string() }),
      ...['registry', 'propose-admission', riverside, request],
    )
    const early = await medrec('registry', 'enact', riverside, id.slice(0, 10))
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('NotCarried')])

    // A request that was changed on its way is no request of the newcomer's.
    const forged = join(folder, 'forged.json')
    await writeFile(forged, (await readFile(request, 'utf8')).replace(':8484', ':9999'))
    const votes = ['registry', 'vote', lakeside, id.slice(0, 10), '--in-favour']
    const unsigned = await medrec(...votes, '--request', forged)
    expect([unsigned.code, unsigned.stderr]).toEqual([
      ...[1, expect.stringContaining('the key of its Agent did not sign it')],
    ])
    expect((await statusOf(lakeside)).proposals).toMatchObject([{ id, missing: 1 }])
    const tally = z.object({ inFavour: z.int(), missing: z.int() })
    expect(await medrecJson(tally, ...votes, '--request', request)).toEqual({
      ...{ inFavour: 2, missing: 0 },
    })
    await medrec('registry', 'enact', lakeside, id.slice(0, 10))
    const four = await eventually(
      () => statusOf(riverside),
      ({ signers }) =>
        signers.some(({ name, sealedLately }) => name === 'Valley Surgery' && sealedLately > 0),
    )
    expect(four.signers).toHaveLength(4)
    expect(four.quorum.needed).toBe(3)
    await eventually(
      () => statusOf(riverside),
      ({ ownVotes }) => ownVotes.length === 0,
    )
    expect((await statusOf(valley)).membership).toBe('member')

    // Whoever voted without the request, or not at all, is told of the newcomer's node by hand.
    await medrec('node', 'add-peer', harbor, request)
    await eventually(
      () => statusOf(harbor),
      ({ peers }) =>
        peers.some(({ name, isConnected }) => name === 'Valley Surgery' && isConnected),
    )

    expect((await medrec('node', 'leave', harbor)).stderr).toContain('--yes')
    const left = z.object({ isDropped: z.boolean() })
    expect(await medrecJson(left, 'node', 'leave', harbor, '--yes')).toEqual({ isDropped: true })
    expect(await third.stop()).toEqual({ tookMs: expect.any(Number), code: 0 })
    const after = await statusOf(riverside)
    expect(after.signers.map(({ name }) => name).sort()).toEqual([
      ...['Lakeside Clinic', 'Riverside Hospital', 'Valley Surgery'],
    ])

    expect((await medrec('node', 'remove-peer', riverside, 'Nobody')).stderr).toContain(
      'There are: Riverside Hospital',
    )
    await medrec('node', 'remove-peer', riverside, 'Harbor Practice')
    expect((await statusOf(riverside)).peers.map(({ name }) => name)).toEqual([
      ...['Lakeside Clinic', 'Valley Surgery'],
    ])

    // Whoever joined invites in its turn, though it was not there at the founding.
    const next = join(folder, 'next.json')
    await medrec('node', 'invite', valley, '--name', 'Hill Practice', '--out', next)
    await using following = startMedrec(
      ...['node', 'join', next, '--folder', join(folder, 'hill')],
      ...['--as', 'Hill Practice=localhost:8485', '--within', '60'],
    )
    await following.heard('request')
    await following.stop()

    // A killed geth is started again, and the process ends in good time.
    const { processId } = z.looseObject({ processId: z.int() }).parse(await first.heard('started'))
    process.kill(processId, 'SIGKILL')
    await first.heard('ended')
    const height = after.head.number
    await eventually(
      () => statusOf(riverside).catch(() => undefined),
      (status) => status !== undefined && status.head.number > height + 3,
    )
    const { tookMs, code } = await first.stop()
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(5_000)
    const away = await medrec('node', 'status', riverside)
    expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('medrec node start')])

    // Evidence that a watchdog kept is shown by the name of who sealed twice.
    const evidence = join(lakeside, 'evidence')
    const sealer = String(founded.authorities[1]?.sealer)
    await mkdir(evidence, { recursive: true })
    await writeFile(
      join(evidence, '7.json'),
      JSON.stringify({ certainty: 'proven', sealer, number: 7, headers: [] }),
    )
    expect((await statusOf(lakeside)).warnings).toContainEqual(
      expect.stringContaining('Lakeside Clinic sealed two blocks 7: '),
    )

    // Whoever is left alone says so.
    await joining.stop()
    expect(await second.heard('too-few')).toMatchObject({ answering: 1, needed: 2 })
  }, 400_000)

  it('overwrites nothing', async (context) => {
    await skipWithoutGeth(context)
    await writeFile(join(folder, 'kept'), '')
    const { code, stderr } = await medrec(
      ...['network', 'init', folder, '--authority', 'One=localhost:8481'],
    )
    expect([code, stderr]).toEqual([1, expect.stringContaining('nothing is overwritten')])
  })
})
