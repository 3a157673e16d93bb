export type ContractCoverage = {
  /** Relative to the package. */
  readonly file: string
  /** In per cent. */
  readonly lines: number
  /** In per cent. */
  readonly statements: number
  /** Counted from 1. */
  readonly uncovered: readonly number[]
}

/**
 * Reads what Hardhat tells of a run with `--coverage`: the lines from its lcov file, the statements, which that
 * file leaves out, from the table it prints.
 * @param files the contracts that have to be covered; one that is not named was not reached at all
 */
export function coverageOfContracts(report: {
  readonly lcov: string
  readonly table: string
  readonly files: readonly string[]
}): readonly ContractCoverage[] {
  const linesOf = new Map(report.lcov.split('end_of_record').map(linesOfRecord))
  const statementsOf = new Map(
    [...report.table.matchAll(ROW)].map(([, file, percent]) => [file, Number(percent)]),
  )
  return report.files.map((file) => {
    const lines = linesOf.get(file) ?? []
    const uncovered = lines.filter(({ hits }) => hits === 0).map(({ line }) => line)
    const covered = lines.length - uncovered.length
    return {
      file,
      lines: lines.length === 0 ? 0 : (100 * covered) / lines.length,
      statements: statementsOf.get(file) ?? 0,
      uncovered,
    }
  })
}

/** `║ contracts/Agent.sol │ 100.00 │ 98.50 │ 42, 44 ║` */
const ROW = /^║ (\S+\.sol)\s*│\s*[\d.]+\s*│\s*([\d.]+)\s*│/gm

type Line = { readonly line: number; readonly hits: number }

function linesOfRecord(record: string): [file: string, lines: readonly Line[]] {
  const lines = [...record.matchAll(/^DA:(\d+),(\d+)/gm)].map(([, line, hits]) => ({
    line: Number(line),
    hits: Number(hits),
  }))
  return [/^SF:(.*)$/m.exec(record)?.[1] ?? '', lines]
}
