export type NewerOpcode = {
  /** In bytes from the start of the code. */
  readonly offset: number
  readonly name: string
}

/**
 * Finds the instructions of `code` that a chain at London refuses. Bytes that PUSH carries are skipped, and so
 * is whatever follows an unconditional end until the next JUMPDEST: only data can stand there, since nothing
 * jumps or falls to it. The EVM looks for its JUMPDESTs in the same single pass.
 * @param code hexadecimal, with or without 0x; places for library addresses count as zeros
 * @throws {Error} if `code` is no bytecode, or is empty
 * @see EIP-3541, EIP-3855, EIP-1153, EIP-5656, EIP-4844, EIP-7516, EIP-7939
 */
export function newerOpcodes(code: string): readonly NewerOpcode[] {
  const bytes = bytesOf(code)
  const found: NewerOpcode[] = []
  let isReachable = true
  for (let offset = 0; offset < bytes.length; offset += 1) {
    const opcode = bytes[offset] ?? 0
    if (opcode === JUMPDEST) isReachable = true
    if (isReachable && !isOfLondon(opcode)) found.push({ offset, name: nameOf(opcode) })
    if (ENDS.has(opcode)) isReachable = false
    if (opcode >= PUSH1 && opcode <= PUSH32) offset += opcode - PUSH1 + 1
  }
  return found
}

const PUSH1 = 0x60
const PUSH32 = 0x7f
const JUMPDEST = 0x5b
/** STOP, JUMP, RETURN, REVERT, INVALID, SELFDESTRUCT. */
const ENDS: ReadonlySet<number> = new Set([0x00, 0x56, 0xf3, 0xfd, 0xfe, 0xff])

/** Every instruction of London, as ranges with both ends; INVALID is one, by EIP-141. */
const LONDON: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x0b],
  [0x10, 0x1d],
  [0x20, 0x20],
  [0x30, 0x48],
  [0x50, 0x5b],
  [0x60, 0x9f],
  [0xa0, 0xa4],
  [0xf0, 0xf5],
  [0xfa, 0xfa],
  [0xfd, 0xff],
]

const NEWER: Readonly<Record<number, string>> = {
  30: 'CLZ',
  73: 'BLOBHASH',
  74: 'BLOBBASEFEE',
  92: 'TLOAD',
  93: 'TSTORE',
  94: 'MCOPY',
  95: 'PUSH0',
}

function isOfLondon(opcode: number): boolean {
  return LONDON.some(([first, last]) => opcode >= first && opcode <= last)
}

function nameOf(opcode: number): string {
  return NEWER[opcode] ?? `unknown 0x${opcode.toString(16).padStart(2, '0')}`
}

function bytesOf(code: string): Uint8Array {
  const digits = code.replace(/^0x/, '').replace(/__\$[0-9a-f]{34}\$__/g, '0'.repeat(40))
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits))
    throw new Error('Not bytecode: build the contracts again.')
  return Buffer.from(digits, 'hex')
}
