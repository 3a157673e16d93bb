export { Clinician } from './clinician.ts'
export {
  CallRefusedError,
  Patient,
  type PatientRelationship,
  type ViewerCommitment,
} from './patient.ts'
export { type ProviderSession, SignInRefusedError, signIn } from './provider-session.ts'
