import { readFileSync } from 'node:fs'
import type { Abi } from 'viem'
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
  const names: string[] = []
  for (const abi of Object.values(contracts)) {
    if (typeof abi === 'string') continue
    for (const item of abi as Abi) {
      if (item.type === 'error' && item.name.includes('__')) names.push(item.name)
    }
  }
  return names
}
