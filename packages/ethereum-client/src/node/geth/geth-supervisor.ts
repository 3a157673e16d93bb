import { superviseProgram } from '../supervise-program.ts'

/** The small process between us and geth. Arguments: program, the program's arguments. */
const [program, ...args] = process.argv.slice(2)
if (program === undefined) throw new Error('geth-supervisor needs a program')

// geth takes settings from variables GETH_…, some of which would open doors: it gets none.
superviseProgram({ program, args, env: {} })
