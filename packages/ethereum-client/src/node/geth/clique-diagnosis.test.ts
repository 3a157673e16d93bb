import { type Address, getAddress, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import { undoesFinal } from './clique-branch.ts'
import type { ComparedHead } from './clique-choice.ts'
import { diagnose } from './clique-diagnosis.ts'

const address = (number: number): Address =>
  getAddress(`0x${number.toString(16).padStart(40, '0')}`)
const [A, B, C, D, E] = [1, 2, 3, 4, 5].map(address) as [
  Address,
  Address,
  Address,
  Address,
  Address,
]
const SIGNERS = [A, B, C, D, E]

const head = (hash: Hex, td: number, number = 20): ComparedHead => ({
  ...{ hash, number, sealer: A, totalDifficulty: BigInt(td) },
})
const state = (peers: readonly ComparedHead[], quietPeriods = 6) => ({
  ...{ own: head('0x1', 30), peers, signers: SIGNERS, quietPeriods },
  patience: { late: 3, act: 6 },
})

describe('diagnose', () => {
  const tied = [head('0x2', 30), head('0x2', 30)]

  it('waits six periods, and says so after three', () => {
    expect(diagnose(state(tied, 2.9))).toEqual({ type: 'moving' })
    expect(diagnose(state(tied, 3))).toEqual({ type: 'late' })
    expect(diagnose(state(tied, 5.9))).toEqual({ type: 'late' })
  })

  it('finds the deadlock of equal heads with a majority alive (go-ethereum#18402)', () => {
    const [keep] = tied
    expect(diagnose({ ...state(tied), own: head('0x3', 30) })).toMatchObject({
      ...{ type: 'deadlock', keep, isOwn: false },
    })
    expect(diagnose(state(tied))).toMatchObject({ type: 'deadlock', isOwn: true })
  })

  it('follows a heavier chain, however few answer', () => {
    const heavier = head('0x2', 31)
    expect(diagnose(state([heavier]))).toEqual({ type: 'behind', head: heavier })
  })

  it('does nothing to a chain whose majority is gone: it goes on when they are back', () => {
    expect(diagnose(state([head('0x2', 30)]))).toEqual({ type: 'too-few', answering: 2, needed: 3 })
  })

  it('calls for a person where a majority agrees and yet nothing comes', () => {
    expect(diagnose(state([head('0x1', 30), head('0x1', 30)]))).toEqual({ type: 'stuck' })
    expect(diagnose(state([head('0x1', 30), head('0x9', 29)]))).toEqual({ type: 'stuck' })
  })
})

describe('undoesFinal', () => {
  const sealedBy = (...sealers: readonly Address[]) => sealers.map((sealer) => ({ sealer }))

  it('lets blocks go that at most half of the signers sealed', () => {
    expect(undoesFinal([], SIGNERS)).toBe(false)
    expect(undoesFinal(sealedBy(A, B), SIGNERS)).toBe(false)
    expect(undoesFinal(sealedBy(A, B, A), SIGNERS)).toBe(false)
    expect(undoesFinal(sealedBy(A, B), SIGNERS.slice(0, 4))).toBe(false)
  })

  it('keeps what more than half sealed', () => {
    expect(undoesFinal(sealedBy(A, B, C), SIGNERS)).toBe(true)
    expect(undoesFinal(sealedBy(A), [A])).toBe(true)
  })
})
