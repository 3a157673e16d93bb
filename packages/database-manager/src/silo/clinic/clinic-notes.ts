import type { DocumentReference } from '@medplum/fhirtypes'
import { sql } from 'kysely'
import { z } from 'zod'
import { columns, concept, confidenceColumns, eventColumns, reference } from './clinic-columns.ts'
import { type ClinicMapping, type EventTable, eventWhere, newestFirst } from './clinic-query.ts'
import { clinicSensitivities } from './clinic-rules.ts'

const NOTE: EventTable = { letter: 'n', id: 't.note_id', date: 't.written_at', isWritten: true }

/** A longer note is listed without its text: a page is held in memory. */
const MAX_NOTE_CHARACTERS = 100_000

/** note → DocumentReference; its text is `unclassified` to the rules */
export const notes: ClinicMapping = {
  type: 'DocumentReference',
  letter: NOTE.letter,
  kinds: ['documents'],
  async read(database, filter) {
    const rows = await database
      .selectFrom('note as t')
      .innerJoin('department as d', 'd.dept', 't.dept')
      .leftJoin('confid_reason as r', 'r.reason_id', 't.confid_reason')
      .select([
        't.note_id as id',
        't.pat_id',
        't.written_at as date',
        't.visit_id',
        't.dept',
        'd.is_confidential as dept_confidential',
        't.confidential',
        'r.hl7_code as reason_code',
        't.title',
        't.loinc',
        't.author_id',
        sql<string | null>`iif(length(t.body) <= ${MAX_NOTE_CHARACTERS}, t.body, null)`.as('body'),
      ])
      .where(eventWhere(filter, NOTE))
      .orderBy(newestFirst(NOTE))
      .limit(filter.limit)
      .execute()
    return z
      .array(noteSchema)
      .parse(rows)
      .map((row) => {
        const encounter = reference('Encounter', 'v', row.visit_id)
        const author = reference('Practitioner', 's', row.author_id)
        const resource: DocumentReference = {
          resourceType: 'DocumentReference',
          status: 'current',
          type: concept('LN', row.loinc, row.title),
          subject: { reference: `Patient/${row.pat_id}` },
          date: row.date,
          ...(author && { author: [author] }),
          content: [
            {
              attachment: {
                contentType: 'text/plain; charset=utf-8',
                ...(row.body !== null && {
                  data: Buffer.from(row.body, 'utf8').toString('base64'),
                }),
                title: row.title,
                creation: row.date,
              },
            },
          ],
          ...(encounter && { context: { encounter: [encounter] } }),
        }
        return {
          key: `n${row.id}`,
          date: row.date,
          patientKeys: [String(row.pat_id)],
          resource,
          sensitivities: clinicSensitivities([row], [row.title, row.body]),
        }
      })
  },
}

const noteSchema = z.object({
  ...eventColumns,
  ...confidenceColumns,
  title: columns.text,
  loinc: columns.optionalText,
  author_id: columns.optionalId,
  body: columns.optionalText,
})
