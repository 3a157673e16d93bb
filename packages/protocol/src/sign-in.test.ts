import { createSiweMessage, parseSiweMessage } from 'viem/siwe'
import { describe, expect, it } from 'vitest'
import { buildSignInMessage, originOf, readSignInMessage, type SignIn } from './sign-in.ts'

const signIn: SignIn = {
  address: '0x3Eb47F2475fff8967A3887c0D2dAdfCf325B2bd6',
  host: 'localhost:8481',
  chainId: 633732,
  nonce: 'ab'.repeat(32),
  issuedAt: new Date('2026-11-23T10:00:00.000Z'),
  expiresAt: new Date('2026-11-23T10:05:00.000Z'),
  agent: '0x4a1aF8E2B813eAc5a8540eA4032E17529639029D',
  jkt: 'A'.repeat(43),
  purpose: 'TREAT',
  scope: 'patient/*.rs openid',
}

const text = buildSignInMessage(signIn)
const malformed = expect.objectContaining({ code: 'MEDREC_SIGN_IN_MALFORMED' })

/** The same message with other fields, in the library's own spelling. */
function rebuilt(changes: Partial<ReturnType<typeof parseSiweMessage>>): string {
  const fields = { ...parseSiweMessage(text), ...changes }
  return createSiweMessage(fields as Parameters<typeof createSiweMessage>[0])
}

describe('readSignInMessage', () => {
  it('reads what buildSignInMessage wrote', () => {
    expect(readSignInMessage(text)).toEqual(signIn)
  })

  it.each([
    ['an added line', `${text}\nEvil: 1`],
    ['a line end after the last line', `${text}\n`],
    ['a lower-case address', text.replace(signIn.address, signIn.address.toLowerCase())],
    ['no expiry', text.replace(/\nExpiration Time: .*/, '')],
    ['six minutes of life', rebuilt({ expirationTime: new Date('2026-11-23T10:06:00.000Z') })],
    ['an end before its start', rebuilt({ expirationTime: new Date('2026-11-23T09:00:00.000Z') })],
    ['another uri than its domain', rebuilt({ uri: 'http://localhost:9999' })],
    ['another statement', rebuilt({ statement: 'Pay me.' })],
    ['a not-before', rebuilt({ notBefore: new Date('2026-11-23T10:00:00.000Z') })],
    ['two Agents', `${text}\n- urn:medrec:agent:${signIn.agent}`],
    ['no resources', rebuilt({ resources: [] })],
    ['an unknown purpose', text.replace('purpose:TREAT', 'purpose:NOSY')],
    ['a thumbprint cut short', text.replace('A'.repeat(43), 'A'.repeat(42))],
    ['nothing', ''],
    ['no message', 'hello'],
  ])('refuses %s', (_, changed) => {
    expect(changed).not.toBe(text)
    expect(() => readSignInMessage(changed)).toThrow(malformed)
  })
})

describe('originOf', () => {
  it('speaks plain HTTP on this machine only', () => {
    expect(originOf('localhost:8481')).toBe('http://localhost:8481')
    expect(originOf('records.example.org')).toBe('https://records.example.org')
    expect(originOf('localhost.example.org')).toBe('https://localhost.example.org')
  })
})
