import { GethMissingError, installGeth } from '@medrec/ethereum-client/node'
import type { Command } from 'commander'
import { gethOfEnvironment, goEnvironment } from '../../operator/config.ts'
import { printResult, showWork } from '../../operator/output.ts'

const EXAMPLE = `
Example:
  medrec node install

Undo: remove the folder of the program that it names.`

/** Adds `medrec node install`. */
export function addInstallCommand(node: Command): void {
  node
    .command('install')
    .description('Find geth 1.13.15 on this machine, or build it (two minutes, needs Go).')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async ({ json: isJson = false }: { readonly json?: boolean }) => {
      const found = await gethOfEnvironment().catch((error: unknown) => {
        if (error instanceof GethMissingError) return undefined
        throw error
      })
      const program =
        found ??
        (await showWork({ title: 'Build geth', isQuiet: isJson }, (onProgress) =>
          installGeth({ environment: goEnvironment(), onProgress }),
        ))
      printResult(isJson, { program, wasThere: found !== undefined }, program)
    })
}
