import { describe, expect, it } from 'vitest'
import type { DatePrefix } from './silo.ts'
import { matchesDate, siloDate } from './silo-date.ts'

describe('siloDate', () => {
  it.each([
    ['2020', '2020'],
    ['2020-02', '2020-02'],
    ['2020-02-29', '2020-02-29'],
    ['2020-01-01T02:00:00+02:00', '2020-01-01T00:00:00Z'],
    ['2020-01-01T00:00:00.987Z', '2020-01-01T00:00:00Z'],
    ['2019-12-31T23:00:00-05:30', '2020-01-01T04:30:00Z'],
    ['2020-13-01', ''],
    ['2020-01-01T00:00:00', ''],
    ['yesterday', ''],
    [undefined, ''],
  ])('writes %s as %s', (text, date) => {
    expect(siloDate(text)).toBe(date)
  })
})

describe('matchesDate', () => {
  const rows: readonly (readonly [string, DatePrefix, string, boolean])[] = [
    ['2020-05-05', 'eq', '2020-05', true],
    ['2020-05', 'eq', '2020-05-05', false],
    ['2020-05-05T10:00:00Z', 'eq', '2020-05-05', true],
    ['2020-05-05T23:30:00Z', 'eq', '2020-05-06T01:30:00+02:00', true],
    ['2020-05-06', 'ne', '2020-05-05', true],
    ['2020-05-05', 'ne', '2020', false],
    ['2020-05-05', 'gt', '2020-05-05', false],
    ['2020-05-05', 'ge', '2020-05-05', true],
    ['2020-05-06', 'ge', '2020-05-05', true],
    ['2020-05-04', 'ge', '2020-05-05', false],
    ['2020', 'gt', '2020-06-01', true],
    ['2020-05-05', 'lt', '2020-05-05', false],
    ['2020-05-05', 'le', '2020-05-05', true],
    ['2020-05-06', 'le', '2020-05-05', false],
    ['2020-05-06', 'sa', '2020-05-05', true],
    ['2020-05-05T10:00:00Z', 'sa', '2020-05-05', false],
    ['2020-05-04', 'eb', '2020-05-05', true],
    ['2020', 'eb', '2020-05-05', false],
    ['', 'ne', '2020-05-05', false],
    ['2020-05-05', 'eq', 'nonsense', false],
    ['2020-02-29', 'eq', '2020-02', true],
  ]
  it.each(rows)('%s %s %s: %s', (...row) => {
    const [date, prefix, value, isMatch] = row
    expect(matchesDate(date, { prefix, value })).toBe(isMatch)
  })
})
