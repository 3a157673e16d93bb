import type { PermissionView } from '@medrec/ethereum-client'
import { addressSchema, hash32Schema } from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import type { OpenedGrant } from '../access/ports.ts'
import type { LinkedPatient } from '../auth/principal.ts'
import type { Store } from '../store/store.ts'

/** The lookup table relationship ↔ patient, and who opened which grant of it. */
export class Links {
  readonly #store: Store
  readonly #view: LinksView

  constructor(store: Store, view: LinksView) {
    this.#store = store
    this.#view = view
  }

  /**
   * The patient that an Agent is linked as: by its newest relationship that the chain knows, one
   * that is not ended before one that is.
   */
  async linkedPatientOf(agent: Address): Promise<LinkedPatient | undefined> {
    const rows = await this.#store.read
      .selectFrom('links')
      .select(['relationship_id', 'patient_key'])
      .where('agent', '=', agent.toLowerCase())
      .orderBy('linked_at', 'desc')
      .execute()
    const links = rows.flatMap((row) => {
      const relationshipId = hash32Schema.parse(row.relationship_id)
      const relationship = this.#view.relationship(relationshipId)
      if (relationship?.agent.toLowerCase() !== agent.toLowerCase()) return []
      return [{ relationshipId, patientKey: row.patient_key, isEnded: relationship.isEnded }]
    })
    const link = links.find(({ isEnded }) => !isEnded) ?? links[0]
    return link && { relationshipId: link.relationshipId, patientKey: link.patientKey }
  }

  /** The silo's key of the patient a relationship was linked to here. */
  async patientKeyOf(relationshipId: Hex): Promise<string | undefined> {
    const row = await this.#store.read
      .selectFrom('links')
      .select('patient_key')
      .where('relationship_id', '=', relationshipId)
      .executeTakeFirst()
    return row?.patient_key
  }

  /** The relationships of a patient that are open now, for the staff desk. */
  async linksOf(patientKey: string): Promise<readonly PatientLink[]> {
    const rows = await this.#store.read
      .selectFrom('links')
      .select(['relationship_id', 'agent', 'linked_at'])
      .where('patient_key', '=', patientKey)
      .orderBy('linked_at')
      .execute()
    return rows.flatMap((row) => {
      const relationshipId = hash32Schema.parse(row.relationship_id)
      if (this.#view.relationship(relationshipId)?.isEnded !== false) return []
      return [{ relationshipId, agent: addressSchema.parse(row.agent), linkedAt: row.linked_at }]
    })
  }

  /** Keeps that a viewer has opened a grant; keeping it twice keeps it once. */
  async keepOpenedGrant(grant: {
    readonly commitment: Hex
    readonly relationshipId: Hex
    readonly viewer: Address
    /** The AgentGroup that the grant names and the viewer is a member of, if it names one. */
    readonly group: Address | undefined
    readonly openedAt: number
  }): Promise<void> {
    await this.#store.write
      .insertInto('opened_grants')
      .values({
        commitment: grant.commitment,
        relationship_id: grant.relationshipId,
        viewer: grant.viewer.toLowerCase(),
        agent_group: grant.group ?? null,
        opened_at: grant.openedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  /** Every grant this Agent has opened, in force or not; of a group only while it is a member. */
  async openedGrants(viewer: Address): Promise<readonly OpenedGrant[]> {
    const rows = await this.#store.read
      .selectFrom('opened_grants')
      .innerJoin('links', 'links.relationship_id', 'opened_grants.relationship_id')
      .select([
        'opened_grants.commitment',
        'opened_grants.agent_group',
        'links.relationship_id',
        'links.patient_key',
      ])
      .where('opened_grants.viewer', '=', viewer.toLowerCase())
      .execute()
    return rows.flatMap((row) => {
      const group = row.agent_group === null ? undefined : addressSchema.parse(row.agent_group)
      if (group !== undefined && !this.#view.isGroupMember(group, viewer)) return []
      return [
        {
          commitment: hash32Schema.parse(row.commitment),
          relationshipId: hash32Schema.parse(row.relationship_id),
          patientKey: row.patient_key,
        },
      ]
    })
  }
}

export type PatientLink = {
  readonly relationshipId: Hex
  readonly agent: Address
  readonly linkedAt: number
}

/** What is asked of the permission view. */
export type LinksView = Pick<PermissionView, 'isGroupMember' | 'relationship'>
