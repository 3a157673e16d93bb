/** `node scripts/opcodes.ts`: fails if a contract has an instruction that a chain at London refuses. */
import { fileURLToPath } from 'node:url'
import { contractArtifacts } from './contract-artifacts.ts'
import { newerOpcodes } from './newer-opcodes.ts'

const artifacts = await contractArtifacts(fileURLToPath(new URL('../', import.meta.url)))
let faults = 0
for (const { name, bytecode, deployedBytecode } of artifacts) {
  const codes = { 'creation code': bytecode, 'runtime code': deployedBytecode }
  for (const [part, code] of Object.entries(codes)) {
    for (const { offset, name: opcode } of newerOpcodes(code)) {
      faults += 1
      console.error(`${name}, ${part}, byte ${offset}: ${opcode} is newer than London`)
    }
  }
}
console.log(
  `${artifacts.map(({ name }) => name).join(', ')}: ${faults} instructions newer than London`,
)
process.exitCode = faults > 0 ? 1 : 0
