import { generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditEvent } from '@medplum/fhirtypes'
import { FIRST_PREVIOUS_LEAF, findLogGaps, type Receipt } from '@medrec/protocol'
import { CompiledQuery } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../store/store.ts'
import { type AccessLog, openAccessLog, type Submission } from './access-log.ts'

const NOW = 1_800_000_000
const ORIGIN = 'http://localhost:8481'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')

let folder: string
let store: Store
let log: AccessLog
let now: number

const openLog = () =>
  openAccessLog({
    db: store,
    logKey: privateKey,
    origin: ORIGIN,
    clock: () => now,
    random: randomBytes,
  })

beforeEach(async () => {
  now = NOW
  folder = mkdtempSync(join(tmpdir(), 'medrec-log-'))
  store = await openStore(folder)
  log = openLog()
})
afterEach(async () => {
  await log[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const event = (text: string): AuditEvent => ({
  resourceType: 'AuditEvent',
  type: { code: 'rest' },
  recorded: '2027-01-15T08:00:00.000Z',
  agent: [{ requestor: true }],
  source: { observer: { display: ORIGIN } },
  outcomeDesc: text,
})
const access = (proof: string, ...patients: string[]): Submission => ({
  proof: { id: proof, expiresAt: now + 300 },
  entries: patients.map((patient) => ({ patient, event: event(`${proof} ${patient}`) })),
})
const contentOf = async (patient: string) =>
  (await log.entriesOf(patient, { count: 1000 }))
    .toReversed()
    .map((entry) => ({ ...entry, patient }))

/**
 * Counts the commits in SQLite's write-ahead log: a frame that ends one says how large the
 * database is then. With `synchronous=full` each of them is one sync of the disk.
 */
function commitsOnDisk(): number {
  const wal = readFileSync(join(folder, 'state.sqlite-wal'))
  const frameBytes = 24 + wal.readUInt32BE(8)
  let commits = 0
  for (let at = 32; at + frameBytes <= wal.length; at += frameBytes) {
    // Frames of before the last checkpoint carry another salt.
    const isCurrent = wal.subarray(at + 8, at + 16).equals(wal.subarray(16, 24))
    if (isCurrent && wal.readUInt32BE(at + 4) > 0) commits += 1
  }
  return commits
}

describe('append', () => {
  it('links the entries of each patient by number and leaf', async () => {
    await log.append(access('a', 'ana', 'bob'))
    await log.append(access('b', 'ana'))
    const entries = await contentOf('ana')
    expect(entries.map(({ number }) => number)).toEqual([1, 2])
    expect(entries[0]?.previous).toBe(FIRST_PREVIOUS_LEAF)
    expect(entries[1]?.previous).toBe(entries[0]?.leaf)
    expect(findLogGaps(entries)).toEqual([])
    expect(findLogGaps(await contentOf('bob'))).toEqual([])
  })

  it('shows an entry that was dropped or changed as a gap', async () => {
    for (const proof of ['a', 'b', 'c', 'd']) await log.append(access(proof, 'ana'))
    await store.write.deleteFrom('access_log_entries').where('number', '=', 2).execute()
    expect(findLogGaps(await contentOf('ana'))).toEqual([3])
    const changed = JSON.stringify(event('nothing happened'))
    await store.write
      .updateTable('access_log_entries')
      .set({ event: changed })
      .where('number', '=', 4)
      .execute()
    expect(findLogGaps(await contentOf('ana'))).toEqual([3, 4])
  })

  it('goes on with the chain after a restart', async () => {
    await log.append(access('a', 'ana'))
    await store[Symbol.asyncDispose]()
    store = await openStore(folder)
    log = openLog()
    await log.append(access('b', 'ana'))
    expect(findLogGaps(await contentOf('ana'))).toEqual([])
    expect(await contentOf('ana')).toHaveLength(2)
    await expect(log.append(access('a', 'ana'))).rejects.toMatchObject({
      code: 'MEDREC_PROOF_REFUSED',
    })
  })

  it('signs a receipt for each entry', async () => {
    const [receipt = ''] = await log.append(access('a', 'ana'))
    const [header = '', payload = '', signature = ''] = receipt.split('.')
    const input = Buffer.from(`${header}.${payload}`)
    expect(verify(null, input, publicKey, Buffer.from(signature, 'base64url'))).toBe(true)
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ alg: 'EdDSA' })
    const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Receipt
    const [entry] = await contentOf('ana')
    expect(content).toEqual({ origin: ORIGIN, leaf: entry?.leaf, time: NOW })
  })

  it('keeps an entry of no known patient without a chain, in a place of its own', async () => {
    await log.append(access('a', ''))
    await log.append(access('b', ''))
    const entries = await contentOf('')
    expect(entries.map(({ number, previous }) => [number, previous])).toEqual([
      [0, FIRST_PREVIOUS_LEAF],
      [0, FIRST_PREVIOUS_LEAF],
    ])
  })

  it('fails when the log cannot be written, and writes nothing', async () => {
    await store.write.executeQuery(CompiledQuery.raw('drop table access_log_entries'))
    await expect(log.append(access('a', 'ana'))).rejects.toMatchObject({
      code: 'MEDREC_ACCESS_LOG_UNAVAILABLE',
      retryable: true,
    })
    expect(await store.read.selectFrom('proofs').selectAll().execute()).toEqual([])
  })
})

describe('a batch', () => {
  it('is one commit, and so one sync, for what arrives together', async () => {
    const rows = await store.write.executeQuery<{ synchronous: number }>(
      CompiledQuery.raw('pragma synchronous'),
    )
    expect(rows.rows).toEqual([{ synchronous: 2 }])
    const before = commitsOnDisk()
    await Promise.all(Array.from({ length: 64 }, (_, n) => log.append(access(`p${n}`, 'ana'))))
    expect(commitsOnDisk() - before).toBe(1)
    for (const proof of ['x', 'y', 'z']) await log.append(access(proof, 'ana'))
    expect(commitsOnDisk() - before).toBe(4)
    expect(await contentOf('ana')).toHaveLength(67)
  })

  it('takes at most 64', async () => {
    const before = commitsOnDisk()
    await Promise.all(Array.from({ length: 130 }, (_, n) => log.append(access(`p${n}`, 'ana'))))
    expect(commitsOnDisk() - before).toBe(3)
    expect(findLogGaps(await contentOf('ana'))).toEqual([])
  })

  it('lets a replay fail alone, without a number', async () => {
    await log.append(access('old', 'ana'))
    const replayed = access('old', 'ana')
    const settled = await Promise.allSettled(
      [
        access('n1', 'ana'),
        replayed,
        access('n2', 'ana'),
        access('n2', 'ana'),
        access('n3', 'bob'),
      ].map((submission) => log.append(submission)),
    )
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect((await contentOf('ana')).map(({ number }) => number)).toEqual([1, 2, 3])
    expect(findLogGaps(await contentOf('ana'))).toEqual([])
    const head = await store.read.selectFrom('access_log_head').selectAll().executeTakeFirst()
    expect(head?.next_position).toBe(4)
  })

  it('fails as a whole when it cannot be committed, and the next one goes on', async () => {
    await log.append(access('a', 'ana'))
    await store.write.executeQuery(
      CompiledQuery.raw('alter table access_log_entries rename to away'),
    )
    const settled = await Promise.allSettled([
      log.append(access('b', 'ana')),
      log.append(access('c', 'ana')),
    ])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await store.write.executeQuery(
      CompiledQuery.raw('alter table away rename to access_log_entries'),
    )
    await log.append(access('b', 'ana'))
    expect(findLogGaps(await contentOf('ana'))).toEqual([])
  })
})

describe('claimProof', () => {
  it('is true once, also over a restart, and forgets what no check accepts any more', async () => {
    expect(await log.claimProof('p', NOW + 300)).toBe(true)
    expect(await log.claimProof('p', NOW + 300)).toBe(false)
    log = openLog()
    expect(await log.claimProof('p', NOW + 300)).toBe(false)
    await expect(log.append(access('p', 'ana'))).rejects.toMatchObject({
      code: 'MEDREC_PROOF_REFUSED',
    })
    now = NOW + 301
    await log.claimProof('q', now + 300)
    const rows = await store.read.selectFrom('proofs').select('proof_id').execute()
    expect(rows.map(({ proof_id }) => proof_id)).toEqual(['q'])
  })

  it('is known to the memory, so that a replay costs no query', async () => {
    await log.claimProof('p', NOW + 300)
    expect(() => log.refuseKnownProof('p')).toThrow(
      expect.objectContaining({ code: 'MEDREC_PROOF_REFUSED' }),
    )
    expect(() => log.refuseKnownProof('q')).not.toThrow()
  })
})

describe('recordRefusal', () => {
  it('makes one entry of many refusals of one source and reason', async () => {
    const refusal = {
      source: '10.0.0.1',
      code: 'MEDREC_TOKEN_REFUSED',
      route: 'GET /fhir/:type',
      agent: undefined,
    }
    for (let count = 0; count < 5; count += 1) await log.recordRefusal(refusal)
    await log.recordRefusal({ ...refusal, source: '10.0.0.2' })
    await log.flushRefusals()
    const entries = await contentOf('')
    expect(entries).toHaveLength(2)
    expect(entries[0]?.event).toMatchObject({
      outcome: '8',
      outcomeDesc: 'MEDREC_TOKEN_REFUSED',
      agent: [{ network: { address: '10.0.0.1' } }, {}],
      entity: [{ description: 'GET /fhir/:type', detail: [{ type: 'count', valueString: '5' }] }],
    })
  })

  it('writes what was counted when the log is closed, and bounds a flood of sources', async () => {
    for (let source = 0; source < 1500; source += 1) {
      await log.recordRefusal({
        source: `s${source}`,
        code: 'MEDREC_X',
        route: 'GET /',
        agent: undefined,
      })
    }
    await log[Symbol.asyncDispose]()
    const counts = await store.read.selectFrom('access_log_entries').select('event').execute()
    expect(counts).toHaveLength(1001)
    expect(counts.at(-1)?.event).toContain('"500"')
  })
})
