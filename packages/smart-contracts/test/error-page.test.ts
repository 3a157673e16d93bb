import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as contracts from '../src/index.ts'

const page = readFileSync(new URL('../../../docs/contract-errors.md', import.meta.url), 'utf8')

describe('docs/contract-errors.md', () => {
  it('has each error of our contracts once, with why and how to solve', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| (.+?) \| (.+?) \|$/gm)].map(([, name]) => name)
    expect(rows.sort()).toEqual([...new Set(ownErrors())].sort())
  })
})

/** Ours carry the name of their contract; the libraries' do not. */
function ownErrors(): string[] {
  return Object.values(contracts)
    .flatMap((item) => (typeof item === 'string' ? [] : item))
    .flatMap((item) => (item.type === 'error' && item.name.includes('__') ? [item.name] : []))
}
