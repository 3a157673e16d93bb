import { describe, expect, it } from 'vitest'
import { inviteCodeOf, inviteHash, inviteLink, parseInvite } from './invite.ts'

const invite = {
  host: 'localhost:8481',
  fingerprint: `0x${'ab'.repeat(16)}`,
  code: inviteCodeOf(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])),
} as const

const link = inviteLink('http://localhost:8480', invite)

describe('parseInvite', () => {
  it('reads a pasted link, its fragment alone, and any case and space around', () => {
    expect(parseInvite(link)).toEqual(invite)
    expect(parseInvite(link.slice(link.indexOf('#')))).toEqual(invite)
    expect(parseInvite(`\n ${link.replace(invite.code, invite.code.toLowerCase())} `)).toEqual(
      invite,
    )
  })

  it.each([
    ['nothing', ''],
    ['another link', 'https://example.org/'],
    ['a link cut short', link.slice(0, -1)],
    ['a host with a path', link.replace('localhost%3A8481', 'localhost%2Fevil')],
    ['a host with a user', link.replace('localhost%3A8481', 'a%40localhost')],
    ['a short fingerprint', link.replace('abab', 'ab')],
  ])('refuses %s', (_, text) => {
    expect(() => parseInvite(text)).toThrow(
      expect.objectContaining({ code: 'MEDREC_INVITE_MALFORMED' }),
    )
  })

  it('keeps the code out of what a server sees', () => {
    expect(link.split('#')[0]).toBe('http://localhost:8480/link')
  })
})

describe('inviteHash', () => {
  it('differs per code', () => {
    expect(inviteHash(invite.code)).not.toBe(inviteHash('AAAA-AAAA-AAAA-AAAA'))
  })
})
