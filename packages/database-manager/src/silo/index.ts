/** The adapters as a door of their own, for what measures a silo without the rooms around it. */
export { openClinicSilo } from './clinic/open-clinic-silo.ts'
export { openOmopSilo } from './omop/open-omop-silo.ts'
export { openFhirSilo } from './upstream/open-fhir-silo.ts'
