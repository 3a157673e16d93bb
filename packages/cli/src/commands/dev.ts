import { resolve } from 'node:path'
import type { Command } from 'commander'
import { gethSearchFrom } from '../config.ts'
import { isProviderSlug, PROVIDERS } from '../dev-network/demo-providers.ts'
import {
  type ChainEngine,
  type DevNetwork,
  portsFrom,
  startDevNetwork,
} from '../dev-network/index.ts'
import { removeProviderState, removeState } from '../dev-network/state-folder.ts'
import { InvalidOptionError } from '../invalid-option-error.ts'
import { startWithProgress } from '../start-progress.ts'
import { untilToldToStop } from '../until-told-to-stop.ts'
import { wholeNumber } from '../whole-number.ts'

type DevOptions = {
  readonly state: string
  readonly port: string
  readonly engine?: string
  readonly authorities?: string
  readonly reset?: string | true
}

const DEFAULT_PORT = 8480
const PORTS = { least: 1024, most: 65_000 }
const DEFAULT_AUTHORITIES = 4
/** Each is a process of its own. */
const MOST_AUTHORITIES = 16

/** Adds `medrec dev`: the whole of MedRec on this machine. */
export function addDevCommand(program: Command): void {
  program
    .command('dev')
    .description(
      'Run the whole of MedRec on this machine: a chain, three providers with synthetic patients, and the page.',
    )
    .option('--state <folder>', 'where everything is kept', '.medrec')
    .option(
      '--port <number>',
      'port of the page; the next ones are for the providers',
      `${DEFAULT_PORT}`,
    )
    .option(
      '--engine <name>',
      'what runs the chain: anvil (one process) or geth (several authorities)',
    )
    .option(
      '--authorities <number>',
      `how many authorities a new network on geth has (default: ${DEFAULT_AUTHORITIES})`,
    )
    .option(
      '--reset [provider]',
      `start over: everything, or one of ${PROVIDERS.join(', ')} (its patients link anew)`,
    )
    .action((options: DevOptions) => runDev(options))
}

async function runDev(options: DevOptions): Promise<void> {
  const statePath = resolve(options.state)
  const ports = portsFrom(wholeNumber('--port', options.port, PORTS))
  const engine = engineOf(options)
  await reset(statePath, options.reset)
  await using network = await startWithProgress((show) =>
    startDevNetwork({ statePath, ports, engine, gethSearch: gethSearchFrom(), show }),
  )
  print(welcome(network, statePath))
  await untilToldToStop()
  print('Stopping; everything is kept for the next start.')
}

async function reset(statePath: string, what: string | true | undefined): Promise<void> {
  if (what === undefined) return
  if (what === true) return removeState(statePath)
  if (!isProviderSlug(what)) {
    throw new InvalidOptionError(
      `--reset takes ${PROVIDERS.join(', ')}, or nothing for all of them.`,
    )
  }
  await removeProviderState(statePath, what)
}

function engineOf({ engine, authorities }: DevOptions): ChainEngine | undefined {
  if (engine !== undefined && engine !== 'anvil' && engine !== 'geth') {
    throw new InvalidOptionError('--engine takes anvil or geth.')
  }
  if (engine !== 'geth') {
    if (authorities !== undefined) {
      throw new InvalidOptionError('--authorities goes with --engine geth.')
    }
    return engine === undefined ? undefined : { name: engine }
  }
  const bounds = { least: 1, most: MOST_AUTHORITIES }
  const count = wholeNumber('--authorities', authorities ?? `${DEFAULT_AUTHORITIES}`, bounds)
  return { name: engine, authorities: count }
}

function welcome({ clientOrigin, providers, story }: DevNetwork, statePath: string): string {
  const { patient, clinician } = story
  const invites =
    patient.invites.length === 0
      ? ['  Every invite is redeemed: unlock the profile you made, or recover it with your words.']
      : patient.invites.flatMap(({ provider, link }) => [`  ${provider}`, `    ${link}`])
  return [
    '',
    'Running on this machine alone:',
    ...Object.values(providers).map(({ name, origin }) => `  ${name.padEnd(28)} ${origin}`),
    `  ${'State and logs'.padEnd(28)} ${statePath}`,
    '',
    `Be the patient ${patient.name}, born ${patient.birthDate}. Invites (paste them after making your words):`,
    ...invites,
    '',
    `Be the clinician ${clinician.name}, ${clinician.role} at ${clinician.provider}:`,
    '  on the first page choose "I already have 12 words", then Clinician, and use these:',
    `    ${clinician.words}`,
    '',
    'All patients are synthetic. Stop with Ctrl-C.',
    `Ready: ${clientOrigin}`,
  ].join('\n')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
