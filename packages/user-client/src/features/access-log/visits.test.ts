import { describe, expect, it } from 'vitest'
import type { AccessEntry } from '../../session/access-log.ts'
import { visitsOf } from './visits.ts'

const entry = (number: number, change: Partial<AccessEntry> = {}): AccessEntry => ({
  id: `r ${number}`,
  number,
  relationship: {
    id: `0x${'11'.repeat(32)}`,
    index: 0,
    agent: '0x1111111111111111111111111111111111111111',
    isEnded: false,
    provider: {
      name: 'Clinic',
      host: 'localhost:8481',
      agent: '0x1111111111111111111111111111111111111111',
      hpkeKey: `0x${'22'.repeat(32)}`,
      logKey: `0x${'33'.repeat(32)}`,
    },
  },
  recorded: `2026-11-23T10:00:${String(number).padStart(2, '0')}.000Z`,
  isOwn: false,
  name: 'Dr. X',
  role: 'GP',
  home: 'Practice',
  agent: '0x2222222222222222222222222222222222222222',
  purpose: 'TREAT',
  kinds: [{ kind: 'laboratory', count: 2 }],
  type: 'Observation',
  isRefused: false,
  ...change,
})

describe('visitsOf', () => {
  it('gathers one opening of a page and adds its kinds up', () => {
    const visits = visitsOf([
      entry(1),
      entry(2, { kinds: [] }),
      entry(3, { kinds: [{ kind: 'medications', count: 1 }] }),
    ])
    expect(visits).toHaveLength(1)
    expect(visits[0]).toMatchObject({
      entries: 3,
      recorded: '2026-11-23T10:00:03.000Z',
      kinds: [
        { kind: 'medications', count: 1 },
        { kind: 'laboratory', count: 2 },
      ],
    })
  })

  it('keeps a refusal apart from accesses around it', () => {
    const visits = visitsOf([entry(1), entry(2, { isRefused: true, kinds: [] }), entry(3)])
    expect(visits.map((visit) => visit.isRefused)).toEqual([false, true])
  })

  it('keeps people, purposes and later visits apart', () => {
    const visits = visitsOf([
      entry(1),
      entry(2, { agent: '0x3333333333333333333333333333333333333333' }),
      entry(3, { purpose: 'COC' }),
      entry(4, { recorded: '2026-11-23T10:05:00.000Z' }),
    ])
    expect(visits).toHaveLength(4)
  })
})
