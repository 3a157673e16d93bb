/**
 * The columns read of the clinic's schema, revision 7. Times are UTC text, days are `YYYY-MM-DD`.
 * What each means is said in the clinic's own `schema.sql`.
 */
export type ClinicTables = {
  clinic_info: {
    id: number
    name: string
    street: string | null
    city: string | null
    state: string | null
    zip: string | null
    phone: string | null
    npi: string | null
    schema_rev: number
  }
  department: { dept: string; label: string; is_confidential: number }
  visit_class: { class_id: number; label: string; act_code: string }
  id_type: { id_type: string; label: string; system_uri: string }
  vital_type: { vital_id: number; label: string; loinc: string; unit: string }
  confid_reason: { reason_id: number; label: string; hl7_code: string | null }
  site: Address & { site_id: number; site_name: string; phone: string | null }
  staff: {
    staff_id: number
    family: string
    given: string
    prefix: string | null
    sex: string | null
    npi: string | null
    job: string
    dept: string
    home_site: number | null
    active: number
  }
  patient: Address & {
    pat_id: number
    last_name: string
    first_name: string
    middle_name: string | null
    birth_last_name: string | null
    name_prefix: string | null
    dob: string
    sex: string
    marital: string | null
    lang: string | null
    phone_home: string | null
    died_on: string | null
    pcp_id: number | null
  }
  patient_identifier: {
    pid_id: number
    pat_id: number
    id_type: string
    value: string
    payer_name: string | null
    valid_from: string | null
  }
  visit: Written & {
    visit_id: number
    class_id: number
    staff_id: number | null
    site_id: number | null
    start_at: string
    end_at: string | null
    type_text: string
    type_code: string | null
    code_system: string | null
    reason_text: string | null
    reason_code: string | null
  }
  problem: Written & {
    problem_id: number
    visit_id: number | null
    label: string
    code: string | null
    code_system: string | null
    status: string
    onset: string
    resolved: string | null
    noted_on: string
    noted_by: number | null
  }
  drug: { drug_id: number; drug_name: string; rxnorm: string | null }
  prescription: Written & {
    rx_id: number
    visit_id: number | null
    drug_id: number
    prescriber_id: number | null
    written_at: string
    status: string
    sig: string | null
    dose_qty: number | null
    dose_unit: string | null
    times_per: number | null
    per_qty: number | null
    per_unit: string | null
    as_needed: number
    for_problem: number | null
  }
  lab_report: Written & {
    report_id: number
    visit_id: number | null
    panel_name: string
    panel_code: string | null
    code_system: string | null
    collected_at: string
    reported_at: string | null
    ordered_by: number | null
  }
  lab_result: Written & {
    result_id: number
    report_id: number | null
    visit_id: number | null
    test_name: string
    loinc: string | null
    value_num: number | null
    value_text: string | null
    value_code: string | null
    unit: string | null
    resulted_at: string
  }
  vital: {
    vital_row: number
    pat_id: number
    visit_id: number | null
    set_no: number
    vital_id: number
    value_num: number
    taken_at: string
  }
  questionnaire_answer: Written & {
    answer_id: number
    visit_id: number | null
    form_name: string | null
    form_code: string | null
    question: string
    question_code: string | null
    answer_text: string | null
    answer_code: string | null
    answer_code_system: string | null
    answer_num: number | null
    unit: string | null
    category: string
    answered_at: string
  }
  shot: {
    shot_id: number
    pat_id: number
    visit_id: number | null
    vaccine: string
    cvx: string | null
    given_at: string
    given_by: number | null
    site_id: number | null
  }
  allergy: {
    allergy_id: number
    pat_id: number
    substance: string
    code: string | null
    code_system: string | null
    kind: string
    about: string | null
    criticality: string | null
    reaction_text: string | null
    reaction_code: string | null
    severity: string | null
    active: number
    noted_on: string
  }
  procedure_done: Written & {
    proc_id: number
    visit_id: number | null
    label: string
    code: string | null
    code_system: string | null
    started_at: string
    ended_at: string | null
    done_by: number | null
    site_id: number | null
    for_problem: number | null
  }
  note: Written & {
    note_id: number
    visit_id: number | null
    title: string
    loinc: string | null
    written_at: string
    author_id: number | null
    body: string
  }
}

type Address = {
  street: string | null
  city: string | null
  state: string | null
  zip: string | null
}

/** Rows that a department wrote. */
type Written = {
  pat_id: number
  dept: string
  confidential: number
  confid_reason: number | null
}
