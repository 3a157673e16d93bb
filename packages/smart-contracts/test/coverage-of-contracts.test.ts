import { describe, expect, it } from 'vitest'
import { coverageOfContracts } from '../scripts/coverage-of-contracts.ts'

const lcov = `TN:
SF:contracts/Agent.sol
DA:7,1
DA:8,0
DA:9,1
DA:10,1
LH:3
LF:4
end_of_record
SF:contracts/Other.sol
DA:1,1
end_of_record
`
const table = `
║ File Path             │ Line % │ Statement % │ Uncovered Lines ║
║ contracts/Agent.sol   │ 75.00  │ 66.67       │ 8               ║
║ contracts/Other.sol   │ 100.00 │ 100.00      │ -               ║
║ Total                 │ 80.00  │ 75.00       │                 ║
`

describe('coverageOfContracts', () => {
  it('tells the lines that no test reaches', () => {
    const [agent] = coverageOfContracts({ lcov, table, files: ['contracts/Agent.sol'] })
    expect(agent).toEqual({
      file: 'contracts/Agent.sol',
      lines: 75,
      statements: 66.67,
      uncovered: [8],
    })
  })

  it('takes a contract that is not reported for one that no test reaches', () => {
    const [missing] = coverageOfContracts({ lcov, table, files: ['contracts/Missing.sol'] })
    expect(missing).toMatchObject({ lines: 0, statements: 0 })
  })
})
