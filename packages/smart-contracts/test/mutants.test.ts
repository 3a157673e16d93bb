import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutantsOf } from '../scripts/mutants.ts'
import { compileStandardJson } from '../scripts/standard-json.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medrec-mutants-'))
  mkdirSync(join(folder, 'contracts'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('mutantsOf', () => {
  it.each([
    ['if (isOn) revert();', ['!(isOn)', '(isOn) && false']],
    ['if (isOn) n; else n;', ['!(isOn)']],
    ['require(isOn);', ['!(isOn)', '(isOn) || true']],
    ['isOn ? n : n;', ['!(isOn)']],
    ['n == 1;', ['(n != 1)']],
    ['n < 1;', ['(n <= 1)', '(n >= 1)']],
    ['!isOn;', ['(isOn)']],
    ['isOn && isOff;', ['((isOn) || (isOff))']],
    ['isOn || isOff && isOn;', ['((isOn) && (isOff && isOn))', '((isOff) || (isOn))']],
    // Negated once, by its own operator.
    ['if (n >= 1) n;', ['(n >= 1) && false', '(n > 1)', '(n < 1)']],
    [
      'if (isOn && isOff) n;',
      ['!(isOn && isOff)', '(isOn && isOff) && false', '((isOn) || (isOff))'],
    ],
  ])('changes `%s`', (statement, replacements) => {
    expect(mutants(statement).map(({ replacement }) => replacement)).toEqual(replacements)
  })

  it('tells the place in bytes, and the line', () => {
    const [mutant] = mutants('// é\n!isOn;')
    expect(mutant).toMatchObject({ file: 'contracts/One.sol', contract: 'One', line: 6, length: 5 })
    expect(mutant?.original).toBe('!isOn')
  })
})

function mutants(statement: string) {
  const source = `pragma solidity 0.8.37;
contract One {
    function run(bool isOn, bool isOff, uint256 n) external pure {
isOn; isOff; n;
${statement}
}}`
  writeFileSync(join(folder, 'contracts', 'One.sol'), source)
  const { output } = compileStandardJson({ folder, patterns: ['contracts/*.sol'], settings: {} })
  return mutantsOf(folder, output)
}
