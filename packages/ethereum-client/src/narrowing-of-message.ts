import type { Narrowing } from './narrowing.ts'
import type { RelayMessage } from './relay-message.ts'

/**
 * What a message may take away, for {@link PermissionView.narrow}; most messages nothing. Whether it
 * takes away something that is there, {@link PermissionView.wouldNarrow} says.
 */
export function narrowingsOf(relay: RelayMessage): readonly Narrowing[] {
  switch (relay.type) {
    case 'SetGrants': {
      const { relationshipId, grants } = relay.message
      return grants.map(({ commitment, ...terms }) => ({
        ...{ type: 'grant', relationshipId, commitment, terms },
      }))
    }
    case 'End':
      return [{ type: 'ended', relationshipId: relay.message.relationshipId }]
    case 'DisableOwner': {
      const { owner, nonce } = relay.message
      return [{ type: 'owner-disabled', agent: relay.agent, owner, nonce }]
    }
    case 'RotateOwner': {
      const { oldOwner, nonce } = relay.message
      return [{ type: 'owner-disabled', agent: relay.agent, owner: oldOwner, nonce }]
    }
    case 'SetCustodian': {
      const { custodian, rights, until, nonce } = relay.message
      return [{ type: 'custodian', agent: relay.agent, custodian, rights, until, nonce }]
    }
    case 'SetCustody': {
      const { ownerRights, until, nonce } = relay.message
      return [{ type: 'custody', agent: relay.agent, ownerRights, until, nonce }]
    }
    case 'SetMembership': {
      const { group, agent, isMember, nonce } = relay.message
      return isMember ? [] : [{ type: 'left-group', group, agent, nonce }]
    }
    case 'Open':
    case 'RotateDelegate':
    case 'Release':
    case 'EnableOwner':
    case 'SetGuardians':
    case 'Recover':
    case 'VetoRecovery':
    case 'CompleteRecovery':
    case 'SetSwitch':
    case 'Touch':
    case 'Found':
    case 'Anchor':
    case 'CreateAgent':
      return []
  }
}
