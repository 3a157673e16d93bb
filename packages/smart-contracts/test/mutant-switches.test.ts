import { describe, expect, it } from 'vitest'
import { SHUT, withMutant, withSwitches } from '../scripts/mutant-switches.ts'
import type { Mutant } from '../scripts/mutants.ts'

const text = 'if (a < 1 && b) { run(b); }'

describe('withSwitches', () => {
  it('puts each mutant behind its number, the inner ones into what is right of the outer ones', () => {
    const mutants = [
      mutantOf('a < 1 && b', '((a < 1) || (b))'),
      mutantOf('a < 1 && b', '!(a < 1 && b)'),
      mutantOf('a < 1', '(a <= 1)'),
    ]
    const result = withSwitches(Buffer.from(text), mutants, (one) => mutants.indexOf(one) + 1)
    expect(result.replaceAll(`uint256(0x${SHUT}) ==`, 'is')).toBe(
      'if ((is 1 ? ((a < 1) || (b)) : is 2 ? !(a < 1 && b) : (is 3 ? (a <= 1) : a < 1) && b)) { run(b); }',
    )
  })
})

describe('withMutant', () => {
  it('puts a number of the same length into the place of the constant', () => {
    const artifact = `{"bytecode":"0x7f${SHUT}14"}`
    expect(withMutant(artifact, 258)).toBe(`{"bytecode":"0x7f${'0102'.padStart(64, '0')}14"}`)
  })

  it('never has to do with a shorter constant', () => {
    expect(SHUT).toMatch(/^[1-9a-f][0-9a-f]{63}$/)
  })
})

function mutantOf(original: string, replacement: string): Mutant {
  const start = text.indexOf(original)
  const place = { file: 'contracts/One.sol', contract: 'One', subject: 'One', line: 1 }
  return { ...place, start, length: original.length, original, replacement }
}
