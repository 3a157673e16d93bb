import { openClinicSilo } from '@medrec/database-manager/silos'
import { KINDS } from '@medrec/protocol'
import fastify from 'fastify'

/**
 * The baseline of a governed read: the same query and the same mapping behind nothing but Fastify.
 * Arguments: the clinic's database file and the patient's key there.
 */
const [file, patientKey] = process.argv.slice(2)
if (file === undefined || patientKey === undefined)
  throw new Error('Which file, and whose records?')

const silo = openClinicSilo({ file })
const app = fastify({ logger: false })
app.get('/fhir/Observation', async (_, reply) => {
  const rows = await silo.search({
    type: 'Observation',
    patientKey,
    kinds: KINDS,
    sensitivities: 'all',
    count: 20,
  })
  const entry = rows.map(({ resource }) => ({ resource }))
  reply.type('application/fhir+json')
  return JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry })
})
const origin = await app.listen({ host: 'localhost', port: 0 })
process.send?.({ origin })
process.once('disconnect', () => process.exit(0))
