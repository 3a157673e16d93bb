import { resolve } from 'node:path'
import type { Command } from 'commander'
import { InvalidOptionError } from '../../invalid-option-error.ts'
import { parseAuthority } from '../../operator/authority-choice.ts'
import { startAuthorityNode } from '../../operator/authority-node.ts'
import { gethOfEnvironment } from '../../operator/config.ts'
import { invitationSchema } from '../../operator/invitation.ts'
import { prepareNewcomer, requestAdmission } from '../../operator/join-network.ts'
import { keepNodeRunning } from '../../operator/keep-node-running.ts'
import { nodeLog } from '../../operator/node-log.ts'
import { readOperatorFile } from '../../operator/operator-file.ts'
import { printResult, showWork } from '../../operator/output.ts'

type JoinOptions = {
  readonly folder: string
  readonly as: string
  readonly peerNetworks?: string
  readonly within: string
  readonly json?: true
}

const EXAMPLE = `
Example:
  medrec node join invitation.json --folder valley-surgery \\
    --as "Valley Surgery=valley.example,p2p=192.0.2.4:30303"

Undo, until you are admitted: stop it and remove the folder. Afterwards: medrec node leave.`

/** Adds `medrec node join`. */
export function addJoinCommand(node: Command): void {
  node
    .command('join')
    .description('Start a node that follows a network, and write the request to be admitted.')
    .argument('<invitation>', 'file from a member')
    .requiredOption('--folder <folder>', 'folder to make for keys and chain')
    .requiredOption('--as <name=host[:port][,p2p=address:port]>', 'who you are to be')
    .option('--peer-networks <cidr,...>', 'networks that nodes may be in')
    .option('--within <seconds>', 'how long it may take to catch up', '3600')
    .option('--json', 'log a JSON object a line')
    .addHelpText('after', EXAMPLE)
    .action(joinNetwork)
}

async function joinNetwork(invitationFile: string, options: JoinOptions): Promise<void> {
  const invitation = await readOperatorFile(resolve(invitationFile), invitationSchema)
  const { peerNetworks, json: isJson = false } = options
  const seconds = Number(options.within)
  if (!(seconds >= 1)) throw new InvalidOptionError('--within takes a number of seconds.')
  const choice = parseAuthority(options.as)
  const program = await gethOfEnvironment()
  const folder = await prepareNewcomer({
    ...{ program, path: resolve(options.folder), invitation, choice },
    ...(peerNetworks === undefined ? {} : { peerNetworks }),
  })
  await using running = await startAuthorityNode({ program, folder, report: nodeLog(isJson) })
  const request = await showWork({ title: 'Follow the chain', isQuiet: isJson }, (say) =>
    requestAdmission({ folder, node: running, withinMs: seconds * 1_000, say }),
  )
  printResult(
    isJson,
    { time: new Date().toISOString(), event: 'request', request },
    `Hand this file to a member, who proposes you, and to the others for their votes:\n  ${request}\nLeave this running; later start it with: medrec node start ${folder.path}`,
  )
  await keepNodeRunning(running)
}
