/** The specialty center's FHIR server as a process: `node process.ts '{"port":8493}'`. */
import { z } from 'zod'
import { runAsProcess } from '../process/run-as-process.ts'
import { startUpstreamFhir } from './start-upstream-fhir.ts'

const settingsSchema = z.strictObject({
  port: z.int().min(0).max(65535),
  isReadOnly: z.boolean().optional(),
})

await runAsProcess('FHIR server', (settings) => startUpstreamFhir(settingsSchema.parse(settings)))
