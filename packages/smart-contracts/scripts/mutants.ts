import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { AstNode, StandardOutput } from './standard-json.ts'

/** One small wrong to a contract, which a test has to notice. */
export type Mutant = {
  /** Named after its file. */
  readonly contract: string
  /** The contract whose tests are asked first: of a library in `contracts/agent/` it is Agent. */
  readonly subject: string
  /** Relative to the package. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** In bytes of the file. */
  readonly start: number
  /** In bytes. */
  readonly length: number
  readonly original: string
  readonly replacement: string
}

/**
 * Gives the mutants of every contract in `contracts/`: conditions negated, guards that never act, `&&` and `||`
 * exchanged, comparisons turned round and moved by one.
 * @param output of a build of the same files, with syntax trees
 * @returns in the order of their places
 */
export function mutantsOf(folder: string, output: StandardOutput): readonly Mutant[] {
  return Object.entries(output.sources)
    .filter(([file]) => file.startsWith('contracts/'))
    .flatMap(([file, { ast }]) => {
      const text = readFileSync(join(folder, file))
      const mutants = nodesOf(ast).flatMap((node) => changesOf(node, text))
      return mutants
        .map(({ place, replacement }) => {
          const before = text.subarray(0, place.start).toString()
          return {
            contract: basename(file, '.sol'),
            subject: subjectOf(file),
            file,
            line: before.split('\n').length,
            ...place,
            original: textAt(text, place),
            replacement,
          }
        })
        .sort((a, b) => a.start - b.start || b.length - a.length)
    })
}

function subjectOf(file: string): string {
  const [first = '', ...rest] = basename(dirname(file))
  return dirname(file) === 'contracts'
    ? basename(file, '.sol')
    : [first.toUpperCase(), ...rest].join('')
}

type Place = { readonly start: number; readonly length: number }
type Change = { readonly place: Place; readonly replacement: string }

/** What each operator becomes: its contrary, and its neighbour at the border. */
const EXCHANGES: Readonly<Record<string, readonly string[]>> = {
  '&&': ['||'],
  '||': ['&&'],
  '==': ['!='],
  '!=': ['=='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
}
const LOGICAL: ReadonlySet<unknown> = new Set(['&&', '||'])

function changesOf(node: AstNode, text: Buffer): readonly Change[] {
  switch (node.nodeType) {
    case 'IfStatement': {
      const condition = childOf(node, 'condition')
      const never = node.falseBody ? [] : [change(condition, `(${at(text, condition)}) && false`)]
      return [...negations(condition, text), ...never]
    }
    case 'Conditional':
      return negations(childOf(node, 'condition'), text)
    case 'FunctionCall': {
      const [condition] = Array.isArray(node.arguments) ? (node.arguments as AstNode[]) : [] // solc's format
      const callee = childOf(node, 'expression')
      if (condition === undefined || !['require', 'assert'].includes(String(callee.name))) return []
      const always = change(condition, `(${at(text, condition)}) || true`)
      return [...negations(condition, text), always]
    }
    case 'UnaryOperation': {
      if (node.operator !== '!') return []
      return [change(node, `(${at(text, childOf(node, 'subExpression'))})`)]
    }
    case 'BinaryOperation': {
      const left = at(text, childOf(node, 'leftExpression'))
      const right = at(text, childOf(node, 'rightExpression'))
      const operators = EXCHANGES[String(node.operator)] ?? []
      return operators.map((operator) =>
        change(
          node,
          LOGICAL.has(operator)
            ? `((${left}) ${operator} (${right}))`
            : `(${left} ${operator} ${right})`,
        ),
      )
    }
    default:
      return []
  }
}

/** None where the condition's own operator is exchanged for its contrary already. */
function negations(condition: AstNode, text: Buffer): readonly Change[] {
  const { operator } = condition
  const isExchanged =
    (operator === '!' || EXCHANGES[String(operator)] !== undefined) && !LOGICAL.has(operator)
  return isExchanged ? [] : [change(condition, `!(${at(text, condition)})`)]
}

function change(node: AstNode, replacement: string): Change {
  return { place: placeOf(node), replacement }
}

function at(text: Buffer, node: AstNode): string {
  return textAt(text, placeOf(node))
}

function textAt(text: Buffer, { start, length }: Place): string {
  return text.subarray(start, start + length).toString()
}

function placeOf({ src }: AstNode): Place {
  const [start, length] = src.split(':').map(Number)
  if (start === undefined || length === undefined) throw new Error(`No place in the source: ${src}`)
  return { start, length }
}

function childOf(node: AstNode, name: string): AstNode {
  const child = node[name]
  if (!isNode(child)) throw new Error(`${node.nodeType} without ${name}`)
  return child
}

function nodesOf(value: unknown): readonly AstNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(nodesOf)
  return isNode(value) ? [value, ...inner] : inner
}

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && 'nodeType' in value && 'src' in value
}
