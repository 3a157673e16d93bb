import { describe, expect, it } from 'vitest'
import { relayOrder } from './relay-order.ts'

const hosts = ['a', 'b', 'c', 'd', 'e']

describe('relayOrder', () => {
  it('begins with whoever has no part in a change, and ends with who took it', () => {
    const route = { hosts, concerned: 'a', takenBy: ['d', 'b'], askedLast: 'c' }
    for (let turn = 0; turn < 20; turn += 1) {
      expect(relayOrder(route, Math.random)).toEqual(['e', 'c', 'a', 'd', 'b'])
    }
  })

  it('has no order of its own among equals', () => {
    const orders = [0.9, 0.1].map((first) => {
      const numbers = [first, 0.5]
      return relayOrder({ hosts: ['a', 'b'] }, () => numbers.shift() ?? 0).join()
    })
    expect(orders).toEqual(['b,a', 'a,b'])
  })
})
