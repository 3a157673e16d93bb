-- Riverside Family Clinic: the clinic's own database, as its first programmer left it (SQLite).
--
-- It is nobody's standard, on purpose. What a reader has to know:
--   * Every table has an integer key. A chart is found by chart_no (printed on folders, 'RF-004711'), never shown outside.
--   * Times are the clinic's clock in UTC, ISO 8601 with seconds and 'Z' ('2021-03-04T14:05:00Z'); days are 'YYYY-MM-DD'.
--   * Yes and no are 1 and 0. An empty cell is NULL, never ''.
--   * Codes are kept beside the clinic's own words: *_code with code_system 'SCT' (SNOMED CT), 'LN' (LOINC),
--     'RX' (RxNorm), 'CVX' (vaccines), 'ICD' (unused so far), 'LOC' (the clinic's own word only).
--   * dept tells who wrote a row; the behavioural health, sexual health and social work departments keep their rows
--     apart (department.is_confidential = 1). confidential = 1 marks a single row that somebody asked to keep so.
--     A row is confidential when either says so. confid_reason gives the reason in the clinic's words when it was recorded.

create table clinic_info (
  id            integer primary key check (id = 1),
  name          text not null,                 -- 'Riverside Family Clinic'
  street        text, city text, state text, zip text, phone text,
  npi           text,                          -- national provider number of the clinic
  schema_rev    integer not null               -- 7 for this file
) strict;

-- ---------------------------------------------------------------- lookup tables

create table department (
  dept          text primary key,              -- 'FM','LAB','IMG','BH','SH','SW','DEN'
  label         text not null,                 -- 'Family medicine', 'Behavioral health', …
  is_confidential integer not null default 0 check (is_confidential in (0, 1))
) strict, without rowid;

create table sex_lookup (
  sex           text primary key,              -- 'M','F','U'
  label         text not null
) strict, without rowid;

create table visit_class (
  class_id      integer primary key,           -- 1 office, 2 wellness, 3 urgent, 4 telephone/video, 5 home, 6 inpatient stay, 7 emergency
  label         text not null,
  act_code      text not null                  -- HL7 v3-ActCode: AMB, EMER, IMP, HH, VR
) strict;

create table problem_status (
  status        text primary key,              -- 'A' active, 'R' resolved, 'I' inactive
  label         text not null
) strict, without rowid;

create table rx_status (
  status        text primary key,              -- 'ACT' running, 'STP' stopped, 'DONE' finished, 'CAN' cancelled
  label         text not null
) strict, without rowid;

create table id_type (
  id_type       text primary key,              -- 'SSN','DL','PPN','INS'
  label         text not null,
  system_uri    text not null                  -- where such numbers come from
) strict, without rowid;

create table vital_type (
  vital_id      integer primary key,
  label         text not null,                 -- 'Body height'
  loinc         text not null,
  unit          text not null                  -- UCUM
) strict;

create table confid_reason (
  reason_id     integer primary key,           -- 1 mental health, 2 substance use, 3 sexual health, 4 HIV, 5 violence at home, 6 other
  label         text not null,
  hl7_code      text                           -- v3-ActCode where one fits: 'MH','SUD','STD','HIV','SDV'; NULL for other
) strict;

-- ---------------------------------------------------------------- people and places

create table site (
  site_id       integer primary key,
  site_name     text not null,                 -- building; the clinic has several
  street        text, city text, state text, zip text, phone text
) strict;

create table staff (
  staff_id      integer primary key,
  family        text not null,
  given         text not null,
  prefix        text,                          -- 'Dr.'
  sex           text references sex_lookup (sex),
  npi           text,
  job           text not null,                 -- 'General practice', 'Nurse', …
  dept          text not null references department (dept),
  home_site     integer references site (site_id),
  active        integer not null default 1 check (active in (0, 1))
) strict;

create table patient (
  pat_id        integer primary key,
  chart_no      text not null unique,          -- 'RF-004711'
  last_name     text not null,
  first_name    text not null,
  middle_name   text,
  birth_last_name text,                        -- family name at birth, when another one is used now
  name_prefix   text,                          -- 'Mr.'
  dob           text not null,                 -- day of birth
  sex           text not null references sex_lookup (sex),
  marital       text,                          -- HL7 v3-MaritalStatus letter: 'M','S','D','W'
  lang          text,                          -- BCP 47, 'en-US'
  race          text, ethnicity text,          -- the clinic's form, words only
  street        text, city text, state text, zip text,
  phone_home    text,
  died_on       text,                          -- time of death, if so
  pcp_id        integer references staff (staff_id),
  registered_on text not null                  -- day
) strict;
create index patient_by_dob on patient (dob, last_name);

create table patient_identifier (              -- government and insurance numbers; the chart number is not here
  pid_id        integer primary key,
  pat_id        integer not null references patient (pat_id),
  id_type       text not null references id_type (id_type),
  value         text not null,
  payer_name    text,                          -- for 'INS'
  valid_from    text                           -- day
) strict;
create index patient_identifier_by_patient on patient_identifier (pat_id);

-- ---------------------------------------------------------------- what happened

create table visit (
  visit_id      integer primary key,
  pat_id        integer not null references patient (pat_id),
  class_id      integer not null references visit_class (class_id),
  dept          text not null references department (dept),
  staff_id      integer references staff (staff_id),
  site_id       integer references site (site_id),
  start_at      text not null,
  end_at        text,
  type_text     text not null,                 -- 'Encounter for check up'
  type_code     text, code_system text,        -- SCT
  reason_text   text, reason_code text,        -- SCT
  confidential  integer not null default 0 check (confidential in (0, 1)),
  confid_reason integer references confid_reason (reason_id)
) strict;
create index visit_by_patient on visit (pat_id, start_at);

create table problem (                         -- the problem list, with findings and social ones
  problem_id    integer primary key,
  pat_id        integer not null references patient (pat_id),
  visit_id      integer references visit (visit_id),
  dept          text not null references department (dept),
  label         text not null,
  code          text, code_system text,        -- SCT
  status        text not null references problem_status (status),
  onset         text not null,                 -- time
  resolved      text,                          -- time
  noted_on      text not null,                 -- time it was written down
  noted_by      integer references staff (staff_id),
  confidential  integer not null default 0 check (confidential in (0, 1)),
  confid_reason integer references confid_reason (reason_id)
) strict;
create index problem_by_patient on problem (pat_id, onset);

create table drug (                            -- the clinic's drug list; several prescriptions point to one row
  drug_id       integer primary key,
  drug_name     text not null,                 -- 'Lisinopril 10 MG Oral Tablet'
  rxnorm        text                           -- RX
) strict;

create table prescription (
  rx_id         integer primary key,
  pat_id        integer not null references patient (pat_id),
  visit_id      integer references visit (visit_id),
  dept          text not null references department (dept),
  drug_id       integer not null references drug (drug_id),
  prescriber_id integer references staff (staff_id),
  written_at    text not null,
  status        text not null references rx_status (status),
  sig           text,                          -- 'Take once daily.'
  dose_qty      real, dose_unit text,
  times_per     integer, per_qty real, per_unit text, -- 2 times per 1 'd'; unit UCUM: h, d, wk
  as_needed     integer not null default 0 check (as_needed in (0, 1)),
  for_problem   integer references problem (problem_id),
  confidential  integer not null default 0 check (confidential in (0, 1)),
  confid_reason integer references confid_reason (reason_id)
) strict;
create index prescription_by_patient on prescription (pat_id, written_at);

create table lab_report (                      -- one panel or order; its lines are in lab_result
  report_id     integer primary key,
  pat_id        integer not null references patient (pat_id),
  visit_id      integer references visit (visit_id),
  dept          text not null references department (dept),
  panel_name    text not null,                 -- 'Lipid Panel'
  panel_code    text, code_system text,        -- LN
  collected_at  text not null,
  reported_at   text,
  ordered_by    integer references staff (staff_id),
  confidential  integer not null default 0 check (confidential in (0, 1)),
  confid_reason integer references confid_reason (reason_id)
) strict;
create index lab_report_by_patient on lab_report (pat_id, collected_at);

create table lab_result (
  result_id     integer primary key,
  report_id     integer references lab_report (report_id), -- NULL for a single test
  pat_id        integer not null references patient (pat_id),
  visit_id      integer references visit (visit_id),
  dept          text not null references department (dept),
  test_name     text not null,
  loinc         text,                          -- LN
  value_num     real,                          -- exactly one of value_num, value_text (value_code beside the text if coded)
  value_text    text,
  value_code    text,                          -- SCT
  unit          text,                          -- UCUM, with value_num only
  resulted_at   text not null,
  confidential  integer not null default 0 check (confidential in (0, 1)),
  confid_reason integer references confid_reason (reason_id),
  check ((value_num is null) <> (value_text is null))
) strict;
create index lab_result_by_patient on lab_result (pat_id, resulted_at);
create index lab_result_by_report on lab_result (report_id);

create table vital (                           -- one measured number a row; a blood pressure is two rows of one set_no
  vital_row     integer primary key,
  pat_id        integer not null references patient (pat_id),
  visit_id      integer references visit (visit_id),
  set_no        integer not null,              -- rows measured together (one cuff, one scale)
  vital_id      integer not null references vital_type (vital_id),
  value_num     real not null,
  taken_at      text not null
) strict;
create index vital_by_patient on vital (pat_id, taken_at);
create index vital_by_set on vital (set_no);

create table questionnaire_answer (            -- forms: smoking, PRAPARE, PHQ-2/9, GAD-7, AUDIT-C, DAST-10, HARK, …
  answer_id     integer primary key,
  pat_id        integer not null references patient (pat_id),
  visit_id      integer references visit (visit_id),
  dept          text not null references department (dept),
  form_name     text,                          -- NULL for a single question
  form_code     text,                          -- LN
  question      text not null,
  question_code text,                          -- LN
  answer_text   text,                          -- exactly one of answer_text, answer_num
  answer_code   text, answer_code_system text, -- 'LN' (LOINC answer 'LA…') or 'SCT'
  answer_num    real, unit text,
  category      text not null check (category in ('social', 'survey', 'exam')),
  answered_at   text not null,
  confidential  integer not null default 0 check (confidential in (0, 1)),
  confid_reason integer references confid_reason (reason_id),
  check ((answer_num is null) <> (answer_text is null))
) strict;
create index questionnaire_answer_by_patient on questionnaire_answer (pat_id, answered_at);

create table shot (                            -- vaccinations
  shot_id       integer primary key,
  pat_id        integer not null references patient (pat_id),
  visit_id      integer references visit (visit_id),
  vaccine       text not null,
  cvx           text,                          -- CVX
  given_at      text not null,
  given_by      integer references staff (staff_id),
  site_id       integer references site (site_id)
) strict;
create index shot_by_patient on shot (pat_id, given_at);

create table allergy (
  allergy_id    integer primary key,
  pat_id        integer not null references patient (pat_id),
  substance     text not null,
  code          text, code_system text,        -- SCT or RX
  kind          text not null check (kind in ('allergy', 'intolerance')),
  about         text check (about in ('food', 'medication', 'environment')),
  criticality   text check (criticality in ('low', 'high')),
  reaction_text text, reaction_code text,      -- SCT
  severity      text check (severity in ('mild', 'moderate', 'severe')),
  active        integer not null default 1 check (active in (0, 1)),
  noted_on      text not null                  -- time
) strict;
create index allergy_by_patient on allergy (pat_id);

create table procedure_done (                  -- what was done, imaging too (dept 'IMG')
  proc_id       integer primary key,
  pat_id        integer not null references patient (pat_id),
  visit_id      integer references visit (visit_id),
  dept          text not null references department (dept),
  label         text not null,
  code          text, code_system text,        -- SCT
  started_at    text not null,
  ended_at      text,
  done_by       integer references staff (staff_id),
  site_id       integer references site (site_id),
  for_problem   integer references problem (problem_id),
  confidential  integer not null default 0 check (confidential in (0, 1)),
  confid_reason integer references confid_reason (reason_id)
) strict;
create index procedure_done_by_patient on procedure_done (pat_id, started_at);

create table note (                            -- text documents
  note_id       integer primary key,
  pat_id        integer not null references patient (pat_id),
  visit_id      integer references visit (visit_id),
  dept          text not null references department (dept),
  title         text not null,                 -- 'History and physical note'
  loinc         text,                          -- LN, kind of document
  written_at    text not null,
  author_id     integer references staff (staff_id),
  body          text not null,                 -- plain text
  confidential  integer not null default 0 check (confidential in (0, 1)),
  confid_reason integer references confid_reason (reason_id)
) strict;
create index note_by_patient on note (pat_id, written_at);
