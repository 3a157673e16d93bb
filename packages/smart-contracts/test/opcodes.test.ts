import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { contractArtifacts } from '../scripts/contract-artifacts.ts'
import { newerOpcodes } from '../scripts/newer-opcodes.ts'
import { compileStandardJson } from '../scripts/standard-json.ts'

const folder = fileURLToPath(new URL('../', import.meta.url))

describe('newerOpcodes', () => {
  it.each([
    ['5f', 'PUSH0'],
    ['5e', 'MCOPY'],
    ['5c', 'TLOAD'],
    ['5d', 'TSTORE'],
    ['49', 'BLOBHASH'],
    ['4a', 'BLOBBASEFEE'],
    ['1e', 'CLZ'],
    ['0c', 'unknown 0x0c'],
  ])('finds %s, which is %s', (opcode, name) => {
    // PUSH1 1, the planted one, STOP
    expect(newerOpcodes(`0x6001${opcode}00`)).toEqual([{ offset: 2, name }])
  })

  it('finds one behind a jump', () => {
    // PUSH1 4, JUMP, data, JUMPDEST, PUSH0, STOP
    expect(newerOpcodes('0x6004565f5b5f00')).toEqual([{ offset: 5, name: 'PUSH0' }])
  })

  it('finds none in what PUSH carries', () => {
    expect(newerOpcodes('0x605f00')).toEqual([])
    expect(newerOpcodes(`0x7f${'5f'.repeat(32)}5000`)).toEqual([])
    expect(newerOpcodes('0x615f5f00')).toEqual([])
  })

  it('finds none in data that stands behind the code', () => {
    expect(newerOpcodes('0x600160015500fe5f5e5c5d')).toEqual([])
  })

  it('takes the place of a library for an address', () => {
    expect(newerOpcodes(`0x73__$${'5f'.repeat(17)}$__00`)).toEqual([])
  })

  it.each([
    ['london', false],
    ['shanghai', true],
  ])('judges what the compiler makes for %s', (evmVersion, isRefused) => {
    const folder = mkdtempSync(join(tmpdir(), 'medrec-opcodes-'))
    try {
      writeFileSync(
        join(folder, 'One.sol'),
        'pragma solidity 0.8.37; contract One { uint256 x = 0; }',
      )
      const settings = { evmVersion, metadata: { appendCBOR: false } }
      const { output } = compileStandardJson({ folder, patterns: ['*.sol'], settings })
      const code = output.contracts['One.sol']?.One?.evm.bytecode.object ?? ''
      expect(newerOpcodes(code).some(({ name }) => name === 'PUSH0')).toBe(isRefused)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('refuses what is no bytecode', () => {
    expect(() => newerOpcodes('0x')).toThrow('Not bytecode')
    expect(() => newerOpcodes('0x5')).toThrow('Not bytecode')
  })
})

describe('every contract', () => {
  it('runs at London, and deploys there', async () => {
    const artifacts = await contractArtifacts(folder)
    const names = artifacts.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['Agent', 'AgentFactory', 'Relationships']))

    const found = artifacts.flatMap(({ name, bytecode, deployedBytecode }) =>
      [bytecode, deployedBytecode]
        .flatMap((code) => newerOpcodes(code))
        .map(({ offset, name: opcode }) => `${name}: ${opcode} at byte ${offset}`),
    )
    expect(found).toEqual([])
  }, 60_000)
})
