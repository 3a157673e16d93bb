import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { makeProgram } from './program.ts'

/** What an operator does; each of them stands in docs/network.md. */
const GROUPS = ['network', 'node', 'registry']

function commandsOf(group: string): readonly Command[] {
  return makeProgram().commands.find((command) => command.name() === group)?.commands ?? []
}

function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({
    writeOut: (text) => {
      help += text
    },
  })
  command.outputHelp()
  return help
}

describe('makeProgram', () => {
  it.each(GROUPS)('has an example and --json in the help of each command of %s', (group) => {
    const commands = commandsOf(group)
    expect(commands).not.toHaveLength(0)
    for (const command of commands) {
      const help = helpOf(command)
      expect(help).toContain(`Example:\n  medrec ${group} ${command.name()}`)
      expect(help).toContain('--json')
    }
  })

  it.each([
    [['network', 'init'], 'Name the folder and each --authority'],
    [['network', 'init', 'x', '--authority', 'One'], 'names no authority'],
    [['network', 'init', 'x', '--authority', 'One=one.example'], 'p2p=192.0.2.7:30303'],
    [['network', 'init', 'x', '--authority', 'One=a.example,p2p=here:1'], 'is no place for a node'],
    [['network', 'init', 'x', '--authority', 'One=localhost', '--period', '0'], '--period takes'],
    [['node', 'start', 'nowhere'], 'cannot be read'],
    [['node', 'status', 'nowhere'], 'cannot be read'],
    [['node', 'join', 'nowhere', '--folder', 'x', '--as', 'One=localhost'], 'cannot be read'],
    [['registry', 'list', 'nowhere'], 'cannot be read'],
    [['registry', 'vote', 'x', '0x1'], '--in-favour and --against'],
  ])('refuses %j with what to do about it', async (args, sentence) => {
    await expect(makeProgram().parseAsync(args, { from: 'user' })).rejects.toMatchObject({
      code: expect.stringMatching(/^MEDREC_/),
      message: expect.stringContaining(sentence),
    })
  })
})
