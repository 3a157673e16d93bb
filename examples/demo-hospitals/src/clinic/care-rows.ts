import type { Source } from '../people/source.ts'
import { codingOf, decodeText, utcOf, wordsOf } from '../people/words.ts'
import { type RowMaker, targetOf } from '../rows/row-maker.ts'
import { deskOf } from './departments.ts'

export function addShots(rows: RowMaker, source: Source): void {
  for (const shot of source.of('Immunization')) {
    const visit = source.find('Encounter', shot.encounter?.reference)
    rows.add('shot', {
      shot_id: rows.numberOf('shot', shot.id),
      pat_id: rows.find('patient', targetOf(shot.patient)),
      visit_id: rows.find('visit', visit?.id),
      vaccine: wordsOf(shot.vaccineCode),
      cvx: codingOf(shot.vaccineCode).code,
      given_at: utcOf(shot.occurrenceDateTime),
      given_by: rows.find('staff', targetOf(visit?.participant?.[0]?.individual)),
      site_id: rows.find('site', targetOf(shot.location)),
    })
  }
}

const ABOUT = new Set<string>(['food', 'medication', 'environment'])

export function addAllergies(rows: RowMaker, source: Source): void {
  for (const allergy of source.of('AllergyIntolerance')) {
    const { system, code } = codingOf(allergy.code)
    const [reaction] = allergy.reaction ?? []
    const [manifestation] = reaction?.manifestation ?? []
    const [about] = allergy.category ?? []
    rows.add('allergy', {
      allergy_id: rows.numberOf('allergy', allergy.id),
      pat_id: rows.find('patient', targetOf(allergy.patient)),
      substance: wordsOf(allergy.code),
      code,
      code_system: system?.includes('rxnorm') ? 'RX' : 'SCT',
      kind: allergy.type ?? 'allergy',
      about: about !== undefined && ABOUT.has(about) ? about : undefined,
      criticality: allergy.criticality === 'high' ? 'high' : 'low',
      reaction_text: manifestation && wordsOf(manifestation),
      reaction_code: codingOf(manifestation).code,
      severity: reaction?.severity,
      noted_on: utcOf(allergy.recordedDate),
    })
  }
}

export function addProcedures(rows: RowMaker, source: Source): void {
  const imaged = new Set(
    source.of('ImagingStudy').map((one) => codingOf(one.procedureCode?.[0]).code),
  )
  for (const procedure of source.of('Procedure')) {
    const visit = source.find('Encounter', procedure.encounter?.reference)
    const label = wordsOf(procedure.code)
    const { code } = codingOf(procedure.code)
    const problem = source.find('Condition', procedure.reasonReference?.[0]?.reference)
    rows.add('procedure_done', {
      proc_id: rows.numberOf('procedure_done', procedure.id),
      pat_id: rows.find('patient', targetOf(procedure.subject)),
      visit_id: rows.find('visit', visit?.id),
      label,
      code,
      code_system: 'SCT',
      started_at: utcOf(procedure.performedPeriod?.start ?? procedure.performedDateTime),
      ended_at: utcOf(procedure.performedPeriod?.end),
      done_by: rows.find('staff', targetOf(visit?.participant?.[0]?.individual)),
      site_id: rows.find('site', targetOf(procedure.location)),
      for_problem: rows.find('problem', problem?.id),
      ...deskOf(
        imaged.has(code) ? 'IMG' : 'FM',
        `${label} ${problem ? wordsOf(problem.code) : ''}`,
      ),
    })
  }
}

export function addDocuments(rows: RowMaker, source: Source): void {
  for (const document of source.of('DocumentReference')) {
    const visit = source.find('Encounter', document.context?.encounter?.[0]?.reference)
    rows.add('note', {
      note_id: rows.numberOf('note', document.id),
      pat_id: rows.find('patient', targetOf(document.subject)),
      visit_id: rows.find('visit', visit?.id),
      title: codingOf(document.type).display ?? 'Note',
      loinc: codingOf(document.type).code,
      written_at: utcOf(document.date),
      author_id: rows.find('staff', targetOf(document.author?.[0])),
      body: decodeText(document.content?.[0]?.attachment?.data),
      ...deskOf('FM', visit ? wordsOf(visit.reasonCode?.[0] ?? visit.type?.[0]) : ''),
    })
  }
}
