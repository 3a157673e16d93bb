import { Listr } from 'listr2'

/** Prints a result: as one JSON object for programs, or as text for people. */
export function printResult(isJson: boolean, result: object, text: string): void {
  process.stdout.write(`${isJson ? JSON.stringify(result) : text}\n`)
}

/** Shows a piece of work that takes a while, and its newest line; nothing if a program reads us. */
export async function showWork<Result>(
  { title, isQuiet }: { readonly title: string; readonly isQuiet: boolean },
  work: (say: (line: string) => void) => Promise<Result>,
): Promise<Result> {
  if (isQuiet) return work(() => undefined)
  let result: { readonly value: Result } | undefined
  await new Listr(
    [
      {
        title,
        task: async (_, task) => {
          const say = (line: string) => {
            task.output = line
          }
          result = { value: await work(say) }
        },
      },
    ],
    { fallbackRenderer: 'simple', rendererOptions: { showErrorMessage: false } },
  ).run()
  if (result === undefined) throw new TypeError('The work ended without a result.')
  return result.value
}

/** Lines up columns for people. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    }
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
