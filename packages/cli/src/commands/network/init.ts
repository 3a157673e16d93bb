import { resolve } from 'node:path'
import { isCancel, text } from '@clack/prompts'
import type { Command } from 'commander'
import { InvalidOptionError } from '../../invalid-option-error.ts'
import { parseAuthority } from '../../operator/authority-choice.ts'
import { gethOfEnvironment } from '../../operator/config.ts'
import { type FoundedBesuNetwork, foundBesuNetwork } from '../../operator/found-besu-network.ts'
import { type FoundedNetwork, foundNetwork } from '../../operator/found-network.ts'
import { printResult, showWork } from '../../operator/output.ts'
import { wholeNumber } from '../../whole-number.ts'

type InitOptions = {
  readonly authority?: readonly string[]
  readonly period?: string
  readonly delay?: string
  readonly peerNetworks?: string
  readonly engine: string
  readonly validators?: string
  readonly json?: true
}

const DEFAULT_PERIOD_SECONDS = 5
const EXAMPLE = `
Example:
  medrec network init our-network --period 5 \\
    --authority "Riverside Hospital=riverside.example,p2p=192.0.2.1:30303" \\
    --authority "Lakeside Clinic=lakeside.example,p2p=192.0.2.2:30303" \\
    --authority "Harbor Practice=harbor.example,p2p=192.0.2.3:30303"

Undo: stop what was started of it and remove the folder; the network is then gone for good.`

/** Adds `medrec network init`. */
export function addInitCommand(network: Command): void {
  network
    .command('init')
    .description('Make the folders of a new network, one for each founding authority.')
    .argument('[folder]', 'folder to make')
    .option(
      '--authority <name=host[:port][,p2p=address:port]>',
      'a founding authority; repeat it',
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option('--period <seconds>', `time between two blocks (${DEFAULT_PERIOD_SECONDS})`)
    .option('--delay <seconds>', 'between a proposal to remove somebody and its enacting (a day)')
    .option('--peer-networks <cidr,...>', 'networks that nodes may be in')
    .option('--engine <geth|besu>', 'besu: QBFT, files only, never run by us', 'geth')
    .option('--validators <header|contract>', 'for besu: votes in headers, or the registry')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(init)
}

async function init(folderArgument: string | undefined, options: InitOptions): Promise<void> {
  const folder = folderArgument ?? (await ask('Folder of the network?', 'our-network'))
  const texts = options.authority ?? (await askAuthorities())
  const authorities = texts.map(parseAuthority)
  const period =
    options.period ??
    (process.stdin.isTTY && options.authority === undefined
      ? await ask('Seconds between two blocks?', `${DEFAULT_PERIOD_SECONDS}`)
      : `${DEFAULT_PERIOD_SECONDS}`)
  const periodSeconds = wholeNumber('--period', period, { least: 1, most: 3_600 })
  const isJson = options.json === true
  const { peerNetworks } = options
  const delaySeconds =
    options.delay === undefined
      ? undefined
      : wholeNumber('--delay', options.delay, { least: 0, most: 7_776_000 })
  const delay = delaySeconds === undefined ? {} : { delaySeconds }
  const common = { folder: resolve(folder), authorities, periodSeconds, ...delay }
  if (isBesu(options)) {
    const validators = validatorsOf(options.validators)
    const founded = await showWork({ title: 'Write the network', isQuiet: isJson }, (say) =>
      foundBesuNetwork({ ...common, validators, say }),
    )
    printResult(isJson, founded, besuSummaryOf(founded))
    return
  }
  const program = await gethOfEnvironment()
  const founded = await showWork({ title: 'Make the network', isQuiet: isJson }, (say) =>
    foundNetwork({
      ...{ ...common, program, say },
      ...(peerNetworks === undefined ? {} : { peerNetworks }),
    }),
  )
  const { chainId, registry, checksum } = founded.network
  printResult(
    isJson,
    { folder: founded.folder, chainId, registry, checksum, authorities: founded.authorities },
    summaryOf(founded),
  )
}

function isBesu({ engine, validators }: InitOptions): boolean {
  if (engine !== 'geth' && engine !== 'besu') {
    throw new InvalidOptionError('--engine takes geth or besu.')
  }
  if (engine === 'geth' && validators !== undefined) {
    throw new InvalidOptionError(
      '--validators is for --engine besu: on geth the voters follow the registry.',
    )
  }
  return engine === 'besu'
}

function validatorsOf(text = 'header'): 'header' | 'contract' {
  if (text === 'header' || text === 'contract') return text
  throw new InvalidOptionError('--validators takes header or contract.')
}

async function askAuthorities(): Promise<readonly string[]> {
  const answer = await ask(
    'Founding authorities, as name=host[:port], with commas between?',
    'Riverside=localhost:8481, Lakeside=localhost:8482, Harbor=localhost:8483',
  )
  // A comma also stands before p2p=.
  return answer.split(/,(?!\s*p2p=)/).map((part) => part.trim())
}

async function ask(message: string, initialValue: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new InvalidOptionError(
      `Nobody is here to answer "${message}" Name the folder and each --authority; see: medrec network init --help`,
    )
  }
  const answer = await text({ message, initialValue })
  if (isCancel(answer)) throw new InvalidOptionError('Nothing was made.')
  return answer
}

function summaryOf({ folder, network, authorities }: FoundedNetwork): string {
  return [
    '',
    `Chain ${network.chainId}, registry ${network.registry}`,
    `What others need to know of it: ${folder}/network.json (${network.checksum.slice(0, 19)}…)`,
    '',
    'Move each folder to its own machine; it holds that authority’s keys, which exist nowhere else.',
    'Then start each of them; the contracts are there once more than half run:',
    ...authorities.map((authority) => `  medrec node start ${authority.folder}`),
  ].join('\n')
}

function besuSummaryOf({ folder, network, authorities }: FoundedBesuNetwork): string {
  return [
    '',
    `Chain ${network.chainId}, registry ${network.registry}: ${folder}/network.json`,
    'These files were written from the documentation of Besu; no Besu was run on them.',
    'Move each folder to its own machine and start Besu in it; see docs/network.md.',
    ...authorities.map((authority) => `  cd ${authority.folder} && besu --config-file=config.toml`),
  ].join('\n')
}
