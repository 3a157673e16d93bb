import { packTerms } from '@medrec/protocol'
import {
  accessLogAnchorsAbi,
  agentAbi,
  agentFactoryAbi,
  agentGroupsAbi,
  relationshipsAbi,
} from '@medrec/smart-contracts'
import { type Abi, type Address, encodeFunctionData, type Hex, size, slice } from 'viem'
import {
  type CompactSignature,
  type ContractScene,
  guardianSalt,
  KINDS,
  POINTERS,
  type Signable,
  word,
} from './contract-scene.ts'
import {
  firstOwnerOf,
  type Grant,
  isProvider,
  type Operation,
  type OperationOf,
  relationshipName,
  type Signing,
} from './operation.ts'

export type Submission = { readonly to: Address; readonly data: Hex }

type Sign = (signing: Signing, signable: Signable) => Promise<CompactSignature>

/** An operation as the call that anyone may make. */
export async function submissionOf(
  scene: ContractScene,
  operation: Operation,
): Promise<Submission> {
  switch (operation.type) {
    case 'createAgent': {
      const owner = scene.address(firstOwnerOf(operation.agent))
      const name = isProvider(operation.agent) ? 'createProviderAgent' : 'createAgent'
      return { to: scene.contracts.factory, data: encode(agentFactoryAbi, name, [owner]) }
    }
    case 'open':
    case 'setGrants':
    case 'release':
    case 'end':
    case 'rotateDelegate':
      return {
        to: scene.contracts.relationships,
        data: encode(
          relationshipsAbi,
          operation.type,
          await relationshipArguments(scene, operation),
        ),
      }
    case 'found':
    case 'setMembership':
      return {
        to: scene.contracts.groups,
        data: encode(agentGroupsAbi, operation.type, await groupArguments(scene, operation)),
      }
    case 'anchor': {
      const message = {
        provider: scene.agent(operation.provider),
        interval: operation.interval,
        root: word(operation.root),
      }
      const contract = scene.contracts.anchors
      const signable = { domain: 'anchors', contract, type: 'Anchor', message } as const
      const args = [message, await scene.sign(operation.signature, signable)]
      return { to: contract, data: encode(accessLogAnchorsAbi, 'anchor', args) }
    }
    default:
      return {
        to: scene.agent(operation.agent),
        data: encode(agentAbi, operation.type, await agentArguments(scene, operation)),
      }
  }
}

type ByRelationships = OperationOf<'open' | 'setGrants' | 'release' | 'end' | 'rotateDelegate'>
type ByGroups = OperationOf<'found' | 'setMembership'>
type ByAgent = Exclude<
  Operation,
  ByRelationships | ByGroups | OperationOf<'createAgent' | 'anchor'>
>

async function relationshipArguments(
  scene: ContractScene,
  operation: ByRelationships,
): Promise<readonly unknown[]> {
  const contract = scene.contracts.relationships
  const signed = (
    signing: Signing,
    type: 'Open' | 'SetGrants' | 'End' | 'RotateDelegate',
    message: Signable['message'],
  ) => scene.sign(signing, { domain: 'relationships', contract, type, message })
  const submitted = (grants: readonly Grant[]) =>
    grants.map((grant) => {
      const { commitment, ...terms } = scene.grant(grant)
      return { commitment, terms: packTerms(terms), finerTerms: terms.finerTerms }
    })
  const whole = (grants: readonly Grant[]) => grants.map((grant) => scene.grant(grant))

  switch (operation.type) {
    case 'open': {
      const { grants, signature, delegateSignature, deadline } = operation
      const common = {
        owner: scene.address(operation.owner),
        agent: scene.agent(operation.agent),
        delegate: scene.address(operation.delegate),
        ...KINDS,
        deadline,
      }
      const message = { ...common, sealedPointer: POINTERS.red, grants: whole(grants) }
      // Also known by its id from now on, so that answers can name it.
      scene.relationshipId(relationshipName(operation.agent, operation.delegate))
      return [
        {
          ...common,
          sealedPointer: [slice(POINTERS.red, 0, 32), slice(POINTERS.red, 32, 64)],
          grants: submitted(grants),
        },
        await signed(signature, 'Open', message),
        await signed(delegateSignature, 'Open', message),
      ]
    }
    case 'setGrants': {
      const { relationship, grants, deadline, signature } = operation
      const common = { relationshipId: scene.relationshipId(relationship), ...KINDS, deadline }
      const message = { ...common, grants: whole(grants) }
      return [
        { ...common, grants: submitted(grants) },
        await signed(signature, 'SetGrants', message),
      ]
    }
    case 'release': {
      const { grants } = operation.directive
      return [{ ...scene.directive(operation.directive), grants: submitted(grants) }]
    }
    case 'end': {
      const { relationship, deadline, signature } = operation
      const message = { relationshipId: scene.relationshipId(relationship), deadline }
      return [message, await signed(signature, 'End', message)]
    }
    case 'rotateDelegate': {
      const { relationship, delegate, rotation, deadline, signature, nextSignature } = operation
      const message = {
        relationshipId: scene.relationshipId(relationship),
        delegate: scene.address(delegate),
        rotation,
        deadline,
      }
      return [
        message,
        await signed(signature, 'RotateDelegate', message),
        await signed(nextSignature, 'RotateDelegate', message),
      ]
    }
  }
}

async function groupArguments(
  scene: ContractScene,
  operation: ByGroups,
): Promise<readonly unknown[]> {
  const contract = scene.contracts.groups
  if (operation.type === 'found') {
    const { founder, salt, deadline, signature } = operation
    const message = { founder: scene.agent(founder), salt: word(salt), deadline }
    return [
      message,
      await scene.sign(signature, { domain: 'groups', contract, type: 'Found', message }),
    ]
  }
  const { group, administrator, subject, isMember, isAdministrator, nonce, deadline, signature } =
    operation
  const message = {
    group: scene.group(group),
    administrator: scene.agent(administrator),
    agent: scene.subject(subject),
    isMember,
    isAdministrator,
    nonce,
    deadline,
  }
  return [
    message,
    await scene.sign(signature, { domain: 'groups', contract, type: 'SetMembership', message }),
  ]
}

async function agentArguments(
  scene: ContractScene,
  operation: ByAgent,
): Promise<readonly unknown[]> {
  const contract = scene.agent(operation.agent)
  const sign: Sign = (signing, signable) => scene.sign(signing, signable)
  const signed = (signing: Signing, type: Signable['type'], message: Signable['message']) =>
    sign(signing, { domain: 'agent', contract, type, message })
  if (operation.type === 'completeRecovery') {
    return [scene.address(operation.owner), POINTERS[operation.pointer]]
  }
  const { nonce, deadline } = operation
  const numbered = { nonce, deadline }

  switch (operation.type) {
    case 'enableOwner': {
      const { owner, pointer, signature, ownerSignature } = operation
      const message = {
        owner: scene.address(owner),
        sealedPointer: POINTERS[pointer],
        ...numbered,
      }
      return [
        message,
        await signed(signature, 'EnableOwner', message),
        await signed(ownerSignature, 'EnableOwner', message),
      ]
    }
    case 'disableOwner': {
      const message = { owner: scene.address(operation.owner), ...numbered }
      return [message, await signed(operation.signature, 'DisableOwner', message)]
    }
    case 'rotateOwner': {
      const { oldOwner, newOwner, pointer, signature, ownerSignature } = operation
      const message = {
        oldOwner: scene.address(oldOwner),
        newOwner: scene.address(newOwner),
        sealedPointer: POINTERS[pointer],
        ...numbered,
      }
      return [
        message,
        await signed(signature, 'RotateOwner', message),
        await signed(ownerSignature, 'RotateOwner', message),
      ]
    }
    case 'setCustodian': {
      const { custodian, rights, until, signature } = operation
      const message = { custodian: scene.address(custodian), rights, until, ...numbered }
      return [message, await signed(signature, 'SetCustodian', message)]
    }
    case 'setCustody': {
      const { ownerRights, until, custodian, signature } = operation
      const message = { ownerRights, until, custodian: scene.address(custodian), ...numbered }
      return [message, await signed(signature, 'SetCustody', message)]
    }
    case 'setGuardians': {
      const { agent, guardians, signature } = operation
      const message = { guardiansHash: scene.guardiansHash(agent, guardians), ...numbered }
      return [message, await signed(signature, 'SetGuardians', message)]
    }
    case 'proposeRecovery': {
      const message = {
        owner: scene.address(operation.owner),
        sealedPointer: POINTERS[operation.pointer],
        ...numbered,
      }
      return [
        message,
        scene.guardianSet(operation.agent, operation.guardians),
        await approvals(scene, operation, (signing) => signed(signing, 'Recover', message)),
        await signed(operation.ownerSignature, 'Recover', message),
      ]
    }
    case 'vetoRecovery':
      return [numbered, await signed(operation.signature, 'VetoRecovery', numbered)]
    case 'setSwitch': {
      const { timeout, directives, signature } = operation
      const hashes = directives.map((directive) => scene.directiveHash(directive))
      const message = { timeout, directives: hashes, ...numbered }
      return [message, await signed(signature, 'SetSwitch', message)]
    }
    case 'touch':
      return [numbered, await signed(operation.signature, 'Touch', numbered)]
    case 'execute': {
      const calls = await Promise.all(operation.calls.map((call) => submissionOf(scene, call)))
      const message = { calls, ...numbered }
      return [message, await signed(operation.signature, 'Execute', message)]
    }
  }
}

/** In the order of the guardians' addresses, or against it. */
async function approvals(
  scene: ContractScene,
  { approvals: given, order }: OperationOf<'proposeRecovery'>,
  signed: (signing: Signing) => Promise<CompactSignature>,
) {
  const sorted = [...given].sort((a, b) => {
    const [left, right] = [a, b].map(({ signature }) => BigInt(scene.address(signature.by)))
    return (left ?? 0n) < (right ?? 0n) ? -1 : 1
  })
  if (order === 'descending') sorted.reverse()
  return Promise.all(
    sorted.map(async ({ index, signature }) => ({
      index: BigInt(index),
      salt: guardianSalt(index),
      signature: await signed(signature),
    })),
  )
}

function encode(
  abi: Abi | readonly unknown[],
  functionName: string,
  args: readonly unknown[],
): Hex {
  const data = encodeFunctionData({ abi: abi as Abi, functionName, args })
  if (size(data) < 4) throw new Error('no call')
  return data
}
