/**
 * `node scripts/coverage.ts`: how much of each contract the Solidity tests reach, at London; fails below 98 %.
 * Runs in a copy of the package: a build for coverage leaves instrumented bytecode in its artifacts.
 */
import { cpSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { coverageOfContracts } from './coverage-of-contracts.ts'
import { runHardhat } from './hardhat.ts'
import { PackageCopy } from './package-copy.ts'

const MIN_PERCENT = 98
const folder = fileURLToPath(new URL('../', import.meta.url))

await main()

async function main(): Promise<void> {
  using copy = new PackageCopy(folder)
  const args = ['--network', 'default', '--coverage', 'test', 'solidity']
  const { code, output } = await runHardhat({ args, folder: copy.folder })
  if (code !== 0) throw new Error(`The tests fail (exit code ${code}):\n${output.slice(-4_000)}`)
  cpSync(join(copy.folder, 'coverage'), join(folder, 'coverage'), { recursive: true })

  const lcov = readFileSync(join(copy.folder, 'coverage', 'lcov.info'), 'utf8')
  const files = globSync('contracts/**/*.sol', {
    cwd: folder,
    exclude: ['contracts/interfaces/**'],
  }).sort()
  let faults = 0
  for (const contract of coverageOfContracts({ lcov, table: output, files })) {
    const { file, lines, statements, uncovered } = contract
    const isFault = lines < MIN_PERCENT || statements < MIN_PERCENT
    faults += Number(isFault)
    const figures = `lines ${lines.toFixed(2)} %, statements ${statements.toFixed(2)} %`
    const places = uncovered.length === 0 ? '' : `, not reached: ${uncovered.join(', ')}`
    console.log(`${isFault ? '✗' : '✓'} ${file}: ${figures}${places}`)
  }
  console.log(
    `${faults} of ${files.length} contracts below ${MIN_PERCENT} %; coverage/html shows each line`,
  )
  if (faults > 0 || files.length === 0) process.exitCode = 1
}
