import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openPageCursors } from './page-cursors.ts'
import { openWireIds } from './wire-ids.ts'

const secret = new Uint8Array(32).fill(7)
const wireIds = openWireIds(secret)
const keys = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.:|~!'), minLength: 1, maxLength: 30 }),
  fc.uuid(),
)

describe('openWireIds', () => {
  it('brings every key back, under its own type alone', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const id = wireIds.encode('Observation', key)
        expect(id).toMatch(/^[A-Za-z0-9.-]{64}$/)
        expect(wireIds.decode('Observation', id)).toBe(key)
        expect(wireIds.decode('Condition', id)).toBeUndefined()
      }),
    )
  })

  it('takes no forged id: any other character anywhere, any other text', () => {
    fc.assert(
      fc.property(keys, fc.nat(63), fc.constantFrom(...'AZaz09.-'), (key, at, character) => {
        const id = wireIds.encode('Observation', key)
        fc.pre(id[at] !== character)
        const forged = id.slice(0, at) + character + id.slice(at + 1)
        expect(wireIds.decode('Observation', forged)).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: fc.constantFrom(...'AZaz09.-_+/='), minLength: 60, maxLength: 70 }),
          fc.string(),
        ),
        (text) => wireIds.decode('Observation', text) === undefined,
      ),
      { numRuns: 1000 },
    )
  })

  it('gives one id to one key, another under another secret, and tells nothing by its length', () => {
    expect(openWireIds(secret).encode('Patient', '1')).toBe(wireIds.encode('Patient', '1'))
    expect(openWireIds(randomBytes(32)).encode('Patient', '1')).not.toBe(
      wireIds.encode('Patient', '1'),
    )
    expect(wireIds.encode('Patient', '1')).toMatchInlineSnapshot(
      `"4yEzbd9YP7X41-y3hJ3QnwTuxkVCSKVaKzd.ccvAJ5M97Pb5W3Nh8Z4PsIMicvRb"`,
    )
  })

  it('does not confuse a UUID with the text of its bytes', () => {
    const uuid = randomUUID()
    const plain = uuid.replaceAll('-', '').slice(0, 30)
    expect(wireIds.decode('A', wireIds.encode('A', plain))).toBe(plain)
    expect(wireIds.encode('A', uuid)).not.toBe(wireIds.encode('A', plain))
  })

  it.each(['', 'a'.repeat(31), 'ä', 'two words', randomUUID().toUpperCase()])(
    'refuses the key "%s", which it could not bring back',
    (key) => {
      expect(() => wireIds.encode('Patient', key)).toThrow(
        expect.objectContaining({ code: 'MEDREC_SILO_KEY_UNUSABLE' }),
      )
    },
  )
})

describe('openPageCursors', () => {
  const cursors = openPageCursors(secret)
  const end = { date: '2020-01-31T08:00:00Z', key: randomUUID() }

  it('opens under the text it was bound to alone', () => {
    const text = cursors.seal(end, 'mine')
    expect(cursors.open(text, 'mine')).toEqual(end)
    expect(cursors.open(text, 'yours')).toBeUndefined()
    expect(openPageCursors(randomBytes(32)).open(text, 'mine')).toBeUndefined()
    expect(cursors.seal({ date: '', key: '1' }, 'mine')).toHaveLength(text.length)
  })

  it('opens no other text', () => {
    const text = cursors.seal(end, 'mine')
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'AZaz09-_'), (at, character) => {
        fc.pre(text[at] !== character)
        const bent = text.slice(0, at) + character + text.slice(at + 1)
        expect(cursors.open(bent, 'mine')).toBeUndefined()
      }),
    )
  })
})
