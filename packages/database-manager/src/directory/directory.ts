import {
  type DirectoryEntry,
  directoryEntryMessage,
  networkDomain,
  typedDirectoryEntry,
  type UnixSeconds,
  VOUCHING_SECONDS,
} from '@medrec/protocol'
import type { Address, LocalAccount } from 'viem'
import type { StaffMember } from './staff.ts'

export type DirectoryDeps = {
  readonly network: { readonly chainId: number; readonly registry: Address }
  /** This provider: its Agent, that Agent's key, and its name in the AgentRegistry. */
  readonly self: Address
  readonly owner: LocalAccount
  readonly providerName: string
  readonly staff: () => Promise<readonly StaffMember[]>
}

/** The provider's signed word for its staff; each entry is signed once an hour. */
export class Directory {
  readonly #deps: DirectoryDeps
  readonly #signed = new Map<string, DirectoryEntry>()

  constructor(deps: DirectoryDeps) {
    this.#deps = deps
  }

  async entries(now: UnixSeconds): Promise<readonly DirectoryEntry[]> {
    const issuedAt = now - (now % REISSUE_SECONDS)
    const staff = await this.#deps.staff()
    const entries = await Promise.all(staff.map((member) => this.#entryOf(member, issuedAt)))
    this.#signed.clear()
    for (const [index, member] of staff.entries()) {
      const entry = entries[index]
      if (entry !== undefined) this.#signed.set(keyOf(member, issuedAt), entry)
    }
    return entries
  }

  async #entryOf(member: StaffMember, issuedAt: UnixSeconds): Promise<DirectoryEntry> {
    const known = this.#signed.get(keyOf(member, issuedAt))
    if (known !== undefined) return known
    const { network, self, owner, providerName } = this.#deps
    const id = member.agent.toLowerCase()
    const identifier = [{ system: 'urn:ietf:rfc:3986', value: `urn:medrec:agent:${member.agent}` }]
    const entry = {
      provider: self,
      agent: member.agent,
      hpkeKey: member.hpkeKey,
      practitioner: {
        resourceType: 'Practitioner' as const,
        id,
        active: true,
        identifier,
        name: [{ text: member.name }],
      },
      practitionerRole: {
        resourceType: 'PractitionerRole' as const,
        id,
        active: true,
        practitioner: { reference: `Practitioner/${id}`, display: member.name },
        organization: { display: providerName },
        code: [{ text: member.role }],
      },
      issuedAt,
      expiresAt: issuedAt + VOUCHING_SECONDS,
    }
    const typed = typedDirectoryEntry(networkDomain(network), directoryEntryMessage(entry))
    return { ...entry, signature: await owner.signTypedData(typed) }
  }
}

const REISSUE_SECONDS = 3600

function keyOf(member: StaffMember, issuedAt: UnixSeconds): string {
  return JSON.stringify([issuedAt, member])
}
