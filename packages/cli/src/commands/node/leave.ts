import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readHeight, readSigners } from '@medrec/ethereum-client/node'
import type { Command } from 'commander'
import { isAddressEqual } from 'viem'
import { confirmOrRefuse } from '../../operator/confirm.ts'
import { openMembersOwnDesk } from '../../operator/member-desk.ts'
import { type NodeFolder, openNodeFolder, runningNode } from '../../operator/node-folder.ts'
import { printResult, showWork } from '../../operator/output.ts'

type LeaveOptions = { readonly yes?: true; readonly within: string; readonly json?: true }

const EXAMPLE = `
Example:
  medrec node leave our-network/harbor-practice --yes

Leaving takes effect at once and cannot be undone: to come back you have to be admitted again.
Keep the node running until this ends: a signer that stops sealing weakens the chain.`

/** Adds `medrec node leave`. */
export function addLeaveCommand(node: Command): void {
  node
    .command('leave')
    .description('Leave the network, and wait until the others seal without you.')
    .argument('<folder>', "the authority's folder")
    .option('--yes', 'do not ask')
    .option('--within <seconds>', 'how long to wait for the others', '300')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (path: string, options: LeaveOptions) => {
      const folder = await openNodeFolder(resolve(path))
      const desk = await openMembersOwnDesk(folder)
      const { sealer, name } = desk.self
      const isJson = options.json === true
      await confirmOrRefuse(`${name} leaves the network for good.`, options.yes === true)
      const isDropped = await showWork({ title: 'Leave', isQuiet: isJson }, async (say) => {
        await desk.act({ type: 'leave' })
        say('Left; waiting for the others to seal without us')
        return untilDropped(folder, sealer, Number(options.within) * 1_000)
      })
      printResult(
        isJson,
        { name, sealer, isDropped },
        isDropped
          ? 'Left. Stop the node now (its own process ends on SIGTERM), and keep the folder as long as you need its chain.'
          : 'Left, but the others still count on our seal: keep the node running and look again with medrec node status.',
      )
    })
}

async function untilDropped(
  folder: NodeFolder,
  sealer: `0x${string}`,
  withinMs: number,
): Promise<boolean> {
  const { control } = await runningNode(folder)
  const deadline = performance.now() + withinMs
  while (performance.now() < deadline) {
    const signers = await readSigners(control, await readHeight(control))
    if (!signers.some((signer) => isAddressEqual(signer, sealer))) return true
    await pause(500)
  }
  return false
}
