import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseConfig } from '@medrec/database-manager'
import { originOf } from '@medrec/protocol'
import type { Command } from 'commander'
import { type AdminClient, adminClient } from '../admin-client.ts'
import { InvalidOptionError } from '../invalid-option-error.ts'

type DeskOptions = { readonly config: string }
type InviteOptions = DeskOptions & {
  readonly name: string
  readonly birthDate: string
  readonly checkedBy: string
  readonly document: string
}
type StaffOptions = DeskOptions & {
  readonly owner: string
  readonly hpkeKey: string
  readonly name: string
  readonly role: string
}

/** Adds what staff do at the desk of a running Database Manager: `medrec invite`, `medrec staff`. */
export function addDeskCommands(program: Command): void {
  program
    .command('invite')
    .description('Make a single-use invite for a patient whose document you have checked.')
    .requiredOption('--config <file>', "configuration of the provider's Database Manager")
    .requiredOption('--name <name>', 'as the database writes it')
    .requiredOption('--birth-date <date>', 'YYYY-MM-DD')
    .requiredOption('--checked-by <staff>', 'who checked the document')
    .requiredOption('--document <kind>', 'kind of document, such as passport; never its number')
    .action((options: InviteOptions) => invite(options))
  program
    .command('staff')
    .description('Take a member of staff into the directory, with the keys their words make.')
    .requiredOption('--config <file>', "configuration of the provider's Database Manager")
    .requiredOption('--owner <address>', 'address of their key, shown by the page in their profile')
    .requiredOption('--hpke-key <key>', 'their key for sealed notes, shown beside it')
    .requiredOption('--name <name>', 'as patients shall see it')
    .requiredOption('--role <role>', 'such as "General practitioner"')
    .action((options: StaffOptions) => addStaff(options))
}

async function invite(options: InviteOptions): Promise<void> {
  const admin = await deskOf(options)
  const { name, birthDate, checkedBy, document } = options
  const patients = await admin.findPatients({ name, birthDate })
  const [patient, ...others] = patients
  if (patient === undefined) {
    throw new InvalidOptionError(
      'The database has nobody with this name and birth date. Write both as they stand there.',
    )
  }
  if (others.length > 0) {
    throw new InvalidOptionError(
      `The database has ${patients.length} people with this name and birth date. Have its owner tell them apart first.`,
    )
  }
  const link = await admin.invite({ patientKey: patient.patientKey, checkedBy, document })
  process.stdout.write(`${link}\n`)
}

async function addStaff(options: StaffOptions): Promise<void> {
  const admin = await deskOf(options)
  const { owner, hpkeKey, name, role } = options
  const agent = await admin.addStaff({ owner, hpkeKey, name, role })
  process.stdout.write(`${name} is in the directory, as ${agent}.\n`)
}

async function deskOf({ config }: DeskOptions): Promise<AdminClient> {
  const settings: unknown = JSON.parse(await readFile(config, 'utf8'))
  const { host, stateFolder } = parseConfig(settings)
  const token = (await readFile(join(stateFolder, 'admin-token'), 'utf8')).trim()
  return adminClient(originOf(host), token)
}
