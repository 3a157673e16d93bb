import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const TESTS = fileURLToPath(new URL('.', import.meta.url))

/** Every mistake that was found, by the name that its test bears. */
const MISTAKES = [
  ...['enableCustodian', 'removeCustodian', 'A2', 'A4', 'A5', 'A6', 'A7', 'A8'],
  ...['G1', 'G2', 'G4', 'G5'],
  ...['setProviderName', 'setProviderAddress', 'R3', 'R4', 'R5', 'R6', 'R7', 'R11', 'R13', 'R13b'],
  ...['R14', 'R15', 'R16', 'R17', 'R18', 'AllAccessRelationshipConstructor', 'X2'],
  ...['S0', 'S1', 'S3', 'S4', 'S5', 'S8', 'S9', 'S10', 'S11', 'S12', 'S13', 'S14', 'S15', 'S17'],
  ...['removeSigner', 'D1', 'D2', 'D3', 'D4', 'deadMansSwitch', 'W1', 'W2', 'W3'],
  ...['unauthenticatedPermissions', 'viewersCannotRead', 'replayableSignIn', 'uncheckedReads'],
  ...['noAccessLog', 'openRpc', 'noWrites', 'noNotifications'],
]

const rows = rowsOf(readFileSync(`${ROOT}docs/medrec-v2-mistakes.md`, 'utf8'))

describe('the page of the mistakes of MedRec v2', () => {
  it('has each of them once', () => {
    expect(rows.map(({ label }) => label).sort()).toEqual([...MISTAKES].sort())
  })

  it.each(rows)('names a test that is there: $label', ({ label, shownBy }) => {
    if (shownBy === 'not yet') return
    const named = /^`([^:`]+)(?:: (\w+))?`$/.exec(shownBy)
    const [, file = '', test] = named ?? []
    if (test === undefined) {
      expect(existsSync(`${ROOT}${file}`), file).toBe(true)
      return
    }
    // One test may show two that were one mistake seen from two sides.
    if (test.startsWith('test_v2_')) expect(test).toMatch(new RegExp(`^test_v2_(\\w+_)?${label}_`))
    expect(textOf(file), `${file}: ${test}`).toContain(`function ${test}`)
  })
})

type Row = { readonly label: string; readonly shownBy: string }

function rowsOf(page: string): readonly Row[] {
  const lines = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| |'))
  return lines
    .filter((line) => !line.startsWith('| ---'))
    .map((line) => {
      const cells = line.split('|').map((cell) => cell.trim())
      return { label: cells[1] ?? '', shownBy: cells[4] ?? '' }
    })
}

/** The Solidity tests of this name, which may stand for several files. */
function textOf(pattern: string): string {
  const files = globSync(pattern, { cwd: TESTS })
  return files.map((file) => readFileSync(`${TESTS}${file}`, 'utf8')).join('\n')
}
