/** The hospital's OMOP database as a process: `node process.ts '{"folder":"…","port":8492}'`. */
import { z } from 'zod'
import { runAsProcess } from '../process/run-as-process.ts'
import { startOmop } from './start-omop.ts'

const settingsSchema = z.strictObject({
  folder: z.string().min(1),
  port: z.int().min(0).max(65535),
})

await runAsProcess('OMOP database', (settings) => startOmop(settingsSchema.parse(settings)))
