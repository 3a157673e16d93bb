import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The schema is the clinic's own: this package only reads it. */
const SCHEMA = resolve(
  import.meta.dirname,
  '../../../../examples/demo-hospitals/src/clinic/schema.sql',
)

export type ClinicFile = Disposable & {
  readonly file: string
  /** Runs SQL on the file, as the clinic's own program would. */
  exec(sql: string): void
}

/** Makes a clinic of two patients: Ana Ortiz Lee (1), of whom much is known, and Bob (2). */
export function createClinicFile(): ClinicFile {
  const folder = mkdtempSync(join(tmpdir(), 'medrec-clinic-'))
  const file = join(folder, 'clinic.sqlite')
  const database = new DatabaseSync(file)
  database.exec('pragma journal_mode = delete')
  database.exec(readFileSync(SCHEMA, 'utf8'))
  database.exec(PEOPLE)
  database.exec(EVENTS)
  return {
    file,
    exec: (sql) => database.exec(sql),
    [Symbol.dispose]() {
      database.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const PEOPLE = `
insert into clinic_info values (1, 'Riverside Family Clinic', '2 Elm St', 'Boston', 'MA', '02101', '555-0100', '1234567893', 7);
insert into department values ('FM', 'Family medicine', 0), ('LAB', 'Laboratory', 0), ('IMG', 'Imaging', 0),
  ('BH', 'Behavioral health', 1), ('SH', 'Sexual health', 1), ('SW', 'Social work', 1);
insert into sex_lookup values ('M', 'male'), ('F', 'female'), ('U', 'unknown');
insert into visit_class values (1, 'office', 'AMB'), (2, 'wellness', 'AMB'), (7, 'emergency', 'EMER');
insert into problem_status values ('A', 'active'), ('R', 'resolved'), ('I', 'inactive');
insert into rx_status values ('ACT', 'running'), ('STP', 'stopped'), ('DONE', 'finished'), ('CAN', 'cancelled');
insert into id_type values ('SSN', 'Social security number', 'http://hl7.org/fhir/sid/us-ssn'), ('INS', 'Insurance', 'urn:example:insurance');
insert into vital_type values (1, 'Systolic blood pressure', '8480-6', 'mm[Hg]'), (2, 'Diastolic blood pressure', '8462-4', 'mm[Hg]'),
  (3, 'Body weight', '29463-7', 'kg');
insert into confid_reason values (1, 'mental health', 'MH'), (4, 'HIV', 'HIV'), (5, 'violence at home', 'SDV'), (6, 'other', null);
insert into site values (1, 'Main house', '2 Elm St', 'Boston', 'MA', '02101', '555-0100');
insert into staff values (1, 'Reed', 'Rosa', 'Dr.', 'F', '1234567893', 'General practice', 'FM', 1, 1),
  (2, 'Quiet', 'Quinn', null, 'U', null, 'Therapist', 'BH', 1, 1);
insert into patient values
  (1, 'RF-004711', 'Lee', 'Ana', 'Ortíz', 'Ortíz', 'Ms.', '1980-02-29', 'F', 'M', 'en-US', 'White', 'Hispanic', '1 Oak St', 'Boston', 'MA', '02101', '555-0199', null, 1, '2001-01-01'),
  (2, 'RF-004712', 'Ray', 'Bob', null, null, null, '1980-02-29', 'M', null, null, null, null, null, null, null, null, null, '2020-05-05T10:00:00Z', null, '2001-01-01');
insert into patient_identifier values (1, 1, 'SSN', '999-11-2222', null, null), (2, 1, 'INS', 'K-1', 'Good Health', '2020-01-01');
`

/** Two hundred visits a day apart with their numbers, one row for each rule, and on top of all a heap of sensitive ones. */
const EVENTS = `
with recursive n(i) as (select 1 union all select i + 1 from n where i < 200)
insert into visit select i, 1, 1, 'FM', 1, 1, datetime_of(i), null, 'Check up', '185349003', 'SCT', null, null, 0, null from n;
with recursive n(i) as (select 1 union all select i + 1 from n where i < 200)
insert into vital select 3 * i, 1, i, i, 3, 60 + i / 10.0, datetime_of(i) from n
  union all select 3 * i + 1, 1, i, i, 1, 110 + i % 30, datetime_of(i) from n
  union all select 3 * i + 2, 1, i, i, 2, 70 + i % 20, datetime_of(i) from n;
insert into vital values (9001, 1, null, 9001, 2, 71, '2019-01-01T00:00:00Z');
insert into visit values (901, 1, 1, 'BH', 2, 1, '2021-03-01T09:00:00Z', '2021-03-01T10:00:00Z', 'Counselling', null, 'LOC', 'Talk', null, 0, null);
insert into visit values (902, 2, 7, 'FM', null, null, '2020-05-05T08:00:00Z', '2020-05-05T10:00:00Z', 'Emergency', '50849002', 'SCT', null, null, 0, null);
insert into problem values
  (1, 1, 1, 'FM', 'Essential hypertension', '59621000', 'SCT', 'A', '2015-01-01T00:00:00Z', null, '2015-01-02T00:00:00Z', 1, 0, null),
  (2, 1, 901, 'BH', 'Adjustment trouble', '17226007', 'SCT', 'A', '2021-03-01T09:00:00Z', null, '2021-03-01T09:00:00Z', 2, 0, null),
  (3, 1, null, 'FM', 'Sprained ankle', '44465007', 'SCT', 'R', '2016-01-01T00:00:00Z', '2016-02-01T00:00:00Z', '2016-01-01T00:00:00Z', 1, 1, 4),
  (4, 1, null, 'FM', 'Sore throat', '267102003', 'SCT', 'I', '2017-01-01T00:00:00Z', null, '2017-01-01T00:00:00Z', 1, 1, 6),
  (5, 1, null, 'FM', 'Victim of intimate partner abuse', '706893006', 'SCT', 'A', '2018-01-01T00:00:00Z', null, '2018-01-01T00:00:00Z', 1, 0, null),
  (6, 1, null, 'FM', 'Something odd', null, 'LOC', 'A', '2018-01-01T00:00:00Z', null, '2018-01-01T00:00:00Z', 1, 0, null),
  (8, 1, null, 'SW', 'Needs a safe place', '105531004', 'SCT', 'A', '2018-01-01T00:00:00Z', null, '2018-01-01T00:00:00Z', 1, 1, 5),
  (9, 1, null, 'SW', 'Needs a place', '105531004', 'SCT', 'A', '2018-01-01T00:00:00Z', null, '2018-01-01T00:00:00Z', 1, 0, null),
  (7, 2, 902, 'FM', 'Cardiac arrest', '410429000', 'SCT', 'A', '2020-05-05T08:00:00Z', null, '2020-05-05T08:00:00Z', 1, 0, null);
insert into drug values (1, 'Lisinopril 10 MG Oral Tablet', '314076'), (2, 'Melatonin', null);
insert into prescription values
  (1, 1, 1, 'FM', 1, 1, '2015-01-02T00:00:00Z', 'ACT', 'Take once daily.', 1, 'tablet', 1, 1, 'd', 0, 1, 0, null),
  (2, 1, 901, 'FM', 2, 2, '2021-03-01T09:00:00Z', 'STP', null, null, null, null, null, null, 1, 2, 0, null);
insert into lab_report values (1, 1, 1, 'LAB', 'Lipid Panel', '57698-3', 'LN', '2015-01-02T08:00:00Z', '2015-01-03T08:00:00Z', 1, 0, null),
  (2, 1, 1, 'SH', 'Screen', '24323-8', 'LN', '2015-02-02T08:00:00Z', null, 1, 0, null);
insert into lab_result values
  (1, 1, 1, 1, 'LAB', 'Cholesterol', '2093-3', 190.5, null, null, 'mg/dL', '2015-01-03T08:00:00Z', 0, null),
  (2, 1, 1, 1, 'LAB', 'Appearance', '5767-9', null, 'Clear', '263707001', null, '2015-01-03T08:00:00Z', 0, null),
  (3, 2, 1, 1, 'LAB', 'Glucose', '2345-7', 90, null, null, 'mg/dL', '2015-02-03T08:00:00Z', 0, null);
insert into questionnaire_answer values
  (1, 1, 1, 'FM', null, null, 'Tobacco smoking status', '72166-2', 'Never smoker', '266919005', 'SCT', null, null, 'social', '2015-01-02T00:00:00Z', 0, null),
  (2, 1, 1, 'FM', 'HARK', '76499-3', 'Item 2', '88888-8', null, null, null, 1, '{score}', 'survey', '2015-01-02T00:00:00Z', 0, null),
  (3, 1, 1, 'FM', null, null, 'Gait', '10180-8', 'Steady', null, null, null, null, 'exam', '2015-01-02T00:00:00Z', 0, null);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 250)
insert into questionnaire_answer select 1000 + i, 1, null, 'FM', null, null, 'PHQ-9 total score', '44261-6', null, null, null, i % 27, '{score}', 'survey', '2022-01-01T00:00:00Z', 0, null from n;
insert into shot values (1, 1, 1, 'Influenza, seasonal', '140', '2015-10-01T00:00:00Z', 1, 1);
insert into allergy values (1, 1, 'Peanut', '91935009', 'SCT', 'allergy', 'food', 'high', 'Hives', '247472004', 'moderate', 1, '2001-01-01T00:00:00Z');
insert into procedure_done values
  (1, 1, 1, 'IMG', 'Plain chest X-ray', '399208008', 'SCT', '2015-01-02T09:00:00Z', '2015-01-02T09:30:00Z', 1, 1, 1, 0, null),
  (2, 1, 1, 'FM', 'Talking', '409063005', 'SCT', '2021-03-02T09:00:00Z', null, 1, 1, 2, 0, null);
insert into note values (1, 1, 1, 'FM', 'History and physical note', '34117-2', '2015-01-02T09:00:00Z', 1, 'All well.', 0, null);
`
  // Noon of the i-th day of 2020, and every fourth day the same noon, so that dates repeat.
  .replaceAll(
    'datetime_of(i)',
    `strftime('%Y-%m-%dT12:00:00Z', '2020-01-01', '+' || (i / 4 * 4) || ' days')`,
  )
