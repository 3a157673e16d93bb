import { describe, expect, it } from 'vitest'
import type { StaffMember } from '../../session/directory.ts'
import type { Relationship } from '../../session/relationships.ts'
import { endOf, readGrantForm } from './grant-choices.ts'

const now = 1_800_000_000
const provider = {
  name: 'Clinic',
  host: 'localhost:8481',
  agent: '0x1111111111111111111111111111111111111111',
  hpkeKey: `0x${'22'.repeat(32)}`,
  logKey: `0x${'33'.repeat(32)}`,
} as const
const viewer: StaffMember = {
  agent: provider.agent,
  hpkeKey: provider.hpkeKey,
  name: 'Dr. X',
  role: '',
  provider,
  entry: {
    provider: provider.agent,
    agent: provider.agent,
    hpkeKey: '',
    practitioner: { resourceType: 'Practitioner' },
    practitionerRole: { resourceType: 'PractitionerRole' },
    issuedAt: 0,
    expiresAt: 0,
    signature: '0x',
  },
}
const relationship: Relationship = {
  id: provider.hpkeKey,
  index: 0,
  agent: provider.agent,
  isEnded: false,
  provider,
}
const good = {
  viewer,
  relationship,
  kinds: ['laboratory'],
  purpose: 'TREAT',
  notAfter: now + 1,
  now,
} as const

describe('readGrantForm', () => {
  it('takes whole choices', () => {
    expect(readGrantForm(good)).toMatchObject({ kinds: ['laboratory'], notAfter: now + 1 })
  })

  it.each([
    ['no viewer', { viewer: undefined }, 'MEDREC_GRANT_NO_VIEWER'],
    ['no provider', { relationship: undefined }, 'MEDREC_GRANT_NO_PLACE'],
    ['no kind', { kinds: [] }, 'MEDREC_GRANT_NO_KIND'],
    ['no end', { notAfter: 0 }, 'MEDREC_GRANT_NO_END'],
    ['an end before the start', { notAfter: now }, 'MEDREC_GRANT_ENDS_BEFORE_START'],
  ])('refuses %s', (_, change, code) => {
    expect(() => readGrantForm({ ...good, ...change })).toThrow(expect.objectContaining({ code }))
  })
})

describe('endOf', () => {
  it('counts days from now', () => {
    expect(endOf('30', '', now)).toBe(now + 30 * 86_400)
  })

  it('counts a chosen day in full', () => {
    const end = endOf('day', '2027-06-03', now)
    expect(end).toBe(new Date(2027, 5, 4).getTime() / 1000)
  })

  it('has no end without a day', () => {
    expect(endOf('day', '', now)).toBe(0)
  })
})
