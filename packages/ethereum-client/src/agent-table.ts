import { type Address, getAddress } from 'viem'
import { type AgentFacts, newbornAgent } from './agent-facts.ts'
import { RowColumn } from './columns.ts'
import { HexIndex } from './hex-index.ts'

/**
 * Who acts for which Agent. Nearly every Agent has one owner and nothing else, and nearly every key
 * one Agent: what is more than that lies beside.
 */
export class AgentTable {
  readonly #agents: HexIndex
  /** Agent → the key it was made from. */
  readonly #firstOwners = new RowColumn()
  /** What is no longer as at the birth. */
  readonly #changed = new Map<number, AgentFacts>()
  readonly #keys = new HexIndex(20)
  /** Key → the first Agent that it was owner or custodian of. */
  readonly #firstAgents = new RowColumn()
  readonly #otherAgents = new Map<number, readonly number[]>()

  /** @param agents numbers the Agents, for others too */
  constructor(agents: HexIndex) {
    this.#agents = agents
  }

  /** Who acts for an Agent; undefined before it is known to be somebody's. */
  get(agent: Address): AgentFacts | undefined {
    const number = this.#agents.find(agent)
    const owner = number === undefined ? undefined : this.#firstOwners.get(number)
    if (number === undefined || owner === undefined) return undefined
    return this.#changed.get(number) ?? newbornAgent(this.#keys.key(owner))
  }

  /** An Agent is somebody's from now on. */
  bear(agent: Address, firstOwner: Address): void {
    this.#firstOwners.set(this.#agents.add(agent), this.note(firstOwner, agent))
  }

  change(agent: Address, facts: AgentFacts): void {
    this.#changed.set(this.#agents.add(agent), facts)
  }

  /** A key is or was owner or custodian of an Agent. @returns the key's number */
  note(address: Address, agent: Address): number {
    const [key, number] = [this.#keys.add(address), this.#agents.add(agent)]
    const first = this.#firstAgents.get(key)
    if (first === undefined) this.#firstAgents.set(key, number)
    if (first === undefined || first === number) return key
    const others = this.#otherAgents.get(key) ?? []
    // A list grown by `concat` has no more room than it needs.
    if (!others.includes(number)) this.#otherAgents.set(key, others.concat(number))
    return key
  }

  /** Every Agent that a key ever was owner or custodian of. */
  ofKey(address: Address): readonly Address[] {
    const key = this.#keys.find(address)
    const first = key === undefined ? undefined : this.#firstAgents.get(key)
    if (key === undefined || first === undefined) return []
    return [first, ...(this.#otherAgents.get(key) ?? [])].map((number) =>
      getAddress(this.#agents.key(number)),
    )
  }
}
