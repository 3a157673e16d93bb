import { z } from 'zod'

/** What the process beside an engine tells us. */
export const supervisorReportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), processId: z.int() }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
  z.object({ type: z.literal('ended'), code: z.int().nullable(), signal: z.string().nullable() }),
])

export type SupervisorReport = z.infer<typeof supervisorReportSchema>
