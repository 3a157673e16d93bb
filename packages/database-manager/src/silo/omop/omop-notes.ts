import type { DocumentReference } from '@medplum/fhirtypes'
import { sql } from 'kysely'
import { z } from 'zod'
import { codeableConcept } from './omop-concepts.ts'
import { type EventTable, eventWhere, newestFirst, type OmopMapping } from './omop-query.ts'
import { encounterOf, omopSensitivities, practitionerOf, subjectOf } from './omop-rules.ts'
import { columns, eventColumns } from './omop-tables.ts'

const NOTE: EventTable = {
  letter: 'n',
  id: 't.note_id',
  date: 't.note_date',
  concept: 't.note_class_concept_id',
}

/** note → DocumentReference; its text is `unclassified` to the rules. */
export const notes: OmopMapping = {
  type: 'DocumentReference',
  letter: NOTE.letter,
  async read({ database, concepts }, filter) {
    const rows = z.array(noteSchema).parse(
      await database
        .selectFrom('note as t')
        .leftJoin('provider as p', 'p.provider_id', 't.provider_id')
        .select([
          't.note_id as id',
          't.person_id',
          't.note_date as date',
          't.note_class_concept_id as concept_id',
          't.note_title as title',
          sql<
            string | null
          >`case when length(t.note_text) <= ${sql.lit(MAX_NOTE_CHARACTERS)} then t.note_text end`.as(
            'text',
          ),
          't.provider_id',
          't.visit_occurrence_id',
          'p.specialty_source_value as specialty',
        ])
        .where(eventWhere(filter, NOTE))
        .orderBy(newestFirst(NOTE))
        .limit(filter.limit)
        .execute(),
    )
    await concepts.load(rows.map((row) => row.concept_id))
    return rows.map((row) => {
      const concept = concepts.find(row.concept_id)
      const practitioner = practitionerOf(row)
      const { encounter } = encounterOf(row)
      const document: DocumentReference = {
        resourceType: 'DocumentReference',
        status: 'current',
        type: codeableConcept(concept, undefined, row.title),
        subject: subjectOf(row),
        ...(practitioner && { author: [practitioner] }),
        content: [
          {
            attachment: {
              contentType: 'text/plain; charset=utf-8',
              ...(row.text !== null && { data: Buffer.from(row.text, 'utf8').toString('base64') }),
              creation: row.date,
              ...(row.title !== null && { title: row.title }),
            },
          },
        ],
        context: { period: { start: row.date }, ...(encounter && { encounter: [encounter] }) },
      }
      return {
        key: `n${row.id}`,
        date: row.date,
        patientKeys: [String(row.person_id)],
        resource: document,
        sensitivities: omopSensitivities(row, [concept], [row.title, row.text]),
      }
    })
  },
}

/** A longer note is listed without its text: a page is held in memory. */
const MAX_NOTE_CHARACTERS = 100_000

const noteSchema = z.object({
  ...eventColumns,
  concept_id: columns.id,
  title: columns.optionalText,
  text: columns.optionalText,
})
