import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** What a run of vitest came to; a skip names its reason, or its test where none was given. */
export type TestSummary = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly skips: readonly { readonly count: number; readonly reason: string }[]
}

/** Writes a {@link TestSummary} to the file that MEDREC_TEST_SUMMARY names. */
export default class TestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const file = process.env.MEDREC_TEST_SUMMARY
    if (file !== undefined)
      writeFileSync(file, JSON.stringify(summarize(modules, unhandled.length)))
  }
}

function summarize(modules: readonly TestModule[], unhandled: number): TestSummary {
  const counts = { passed: 0, failed: unhandled, skipped: 0, pending: 0 }
  const reasons = new Map<string, number>()
  for (const module of modules) {
    // A file that does not load has errors and no tests.
    if (module.state() === 'failed' && module.errors().length > 0) counts.failed += 1
    for (const test of module.children.allTests()) {
      const result = test.result()
      counts[result.state] += 1
      if (result.state !== 'skipped') continue
      const reason = result.note ?? `${module.project.name} ${module.relativeModuleId}`
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
  }
  return {
    passed: counts.passed,
    failed: counts.failed + counts.pending,
    skipped: counts.skipped,
    skips: [...reasons].map(([reason, count]) => ({ reason, count })),
  }
}
