import type { Patient, PatientRelationship } from '@medrec/cli/headless-client'
import { createNetworkClient } from '@medrec/ethereum-client'
import {
  type DirectoryEntry,
  fromBase64Url,
  type GrantTerms,
  type Kind,
  kindMask,
  originOf,
  purposeMask,
  revocationTerms,
  sealNote,
  unixSecondsOf,
} from '@medrec/protocol'
import type { Hex } from 'viem'
import { zeroHash } from 'viem'
import type { StoryNetwork } from './story-network.ts'

/** A grant of any terms, also such as the page does not offer, whose viewer has a note of it. */
export type NotedGrant = {
  readonly salt: Hex
  /** Revokes it, again if need be, and waits until that is on the chain. */
  revoke(): Promise<void>
}

export type NotedGrantWish = {
  readonly patient: Patient
  readonly relationship: PatientRelationship
  readonly viewer: DirectoryEntry
  /** Where the viewer's inbox is. */
  readonly viewerHost: string
  /** Which of the relationship's salts. */
  readonly counter: number
  readonly terms: GrantTerms
}

/** Terms of a grant from now on for treatment; an hour unless said otherwise. */
export function readTerms(kinds: readonly Kind[], changes: Partial<GrantTerms> = {}): GrantTerms {
  return {
    readKinds: kindMask(kinds),
    writeKinds: 0n,
    notBefore: 0,
    notAfter: unixSecondsOf(new Date()) + 3600,
    purposes: purposeMask(['TREAT']),
    version: 1,
    finerTerms: zeroHash,
    ...changes,
  }
}

/** Sets a grant on the chain and leaves its viewer a note. */
export async function grantWithNote(
  story: StoryNetwork,
  wish: NotedGrantWish,
): Promise<NotedGrant> {
  const { patient, relationship, viewer, counter } = wish
  const { client } = await createNetworkClient(story.dev.network)
  const { commitment, salt } = patient.commitmentOf(relationship, viewer.agent, counter)
  const set = async (terms: GrantTerms) => {
    const hash = await patient.setGrant(relationship, commitment, terms)
    if (hash === undefined) throw new TypeError('The providers of this network relay at once.')
    await client.waitForTransactionReceipt({ hash, pollingInterval: 50 })
  }
  await set(wish.terms)
  await leaveNote(wish, salt)
  // Revoking twice takes a version each.
  let { version } = wish.terms
  return { salt, revoke: () => set(revocationTerms(++version)) }
}

/** Leaves somebody a note that leads to a grant, theirs or not. */
export async function leaveNote(
  to: Pick<NotedGrantWish, 'relationship' | 'viewer' | 'viewerHost'>,
  salt: Hex,
): Promise<void> {
  const { relationship, viewer, viewerHost } = to
  const { relationshipId, provider } = relationship
  const note = await sealNote(fromBase64Url(viewer.hpkeKey), {
    version: 1,
    relationshipId,
    salt,
    provider,
  })
  const answer = await fetch(`${originOf(viewerHost)}/inbox/${viewer.agent}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ note }),
  })
  if (answer.status !== 202) throw new TypeError(`The inbox answered ${answer.status}.`)
}
