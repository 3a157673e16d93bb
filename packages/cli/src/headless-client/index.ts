export { CallRefusedError } from './call-refused-error.ts'
export { Clinician } from './clinician.ts'
export { type Delivery, deliverGrant, GrantNotDeliveredError } from './deliver-grant.ts'
export {
  Patient,
  type PatientRelationship,
  type ViewerCommitment,
} from './patient.ts'
export { type ProviderSession, signIn } from './provider-session.ts'
