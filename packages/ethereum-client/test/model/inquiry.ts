import { unpackTerms } from '@medrec/protocol'
import {
  accessLogAnchorsAbi,
  agentAbi,
  agentFactoryAbi,
  agentGroupsAbi,
  relationshipsAbi,
} from '@medrec/smart-contracts'
import { type Abi, type Address, encodeFunctionData, type Hex, keccak256, zeroAddress } from 'viem'
import { type ContractScene, commitment, POINTERS } from './contract-scene.ts'
import type { Pointer } from './operation.ts'
import { describeCustodian, describeCustody, type Question } from './questions.ts'

/** One call of a getter. */
export type Read = {
  readonly to: Address
  readonly abi: Abi
  readonly functionName: string
  readonly data: Hex
}
export type Inquiry = {
  readonly reads: readonly Read[]
  // biome-ignore lint/suspicious/noExplicitAny: decoded by the ABI, compared with the model's answer.
  readonly describe: (values: readonly any[]) => unknown
}

/** How the contracts are asked, and what they say in the words of the model. */
export function inquiryOf(scene: ContractScene, question: Question, now: number): Inquiry {
  const { factory, relationships, groups, anchors } = scene.contracts
  const ofFactory = reader(factory, agentFactoryAbi)
  const ofRelationships = reader(relationships, relationshipsAbi)
  const ofGroups = reader(groups, agentGroupsAbi)
  switch (question.ask) {
    case 'isMade':
      return {
        reads: [ofFactory('isAgent', scene.agent(question.agent))],
        describe: ([isMade]) => isMade,
      }
    case 'agent': {
      const ofAgent = reader(scene.agent(question.agent), agentAbi)
      const getters = ['enabledOwners', 'custody', 'recovery', 'deadManSwitch', 'nonces']
      return {
        reads: getters.map((getter) => ofAgent(getter)),
        describe: ([owners, custody, recovery, deadManSwitch, nonces]) => ({
          owners,
          custody: describeCustody(custody[0], custody[1], now),
          guardians: scene.guardiansAt(recovery[0]),
          pending:
            recovery[1] === zeroAddress
              ? null
              : {
                  owner: scene.keyAt(recovery[1]),
                  pointer: pointerAt(recovery[3]),
                  readyAt: recovery[2],
                },
          switch:
            deadManSwitch[0] === 0
              ? null
              : { timeout: deadManSwitch[0], touchedAt: deadManSwitch[1] },
          nonces: {
            owners: Number(nonces[0]),
            custodians: Number(nonces[1]),
            guardians: Number(nonces[2]),
            switches: Number(nonces[3]),
            calls: Number(nonces[4]),
          },
        }),
      }
    }
    case 'key': {
      const ofAgent = reader(scene.agent(question.agent), agentAbi)
      const key = scene.address(question.key)
      return {
        reads: [ofAgent('isOwnerEnabled', key), ofAgent('custodianOf', key)],
        describe: ([isOwner, [rights, until]]) => ({
          isOwner,
          custodian: describeCustodian(rights, until),
        }),
      }
    }
    case 'allows': {
      const [agent, key] = [scene.agent(question.agent), scene.address(question.key)]
      return {
        reads: [0, 1, 2, 3].map((right) => ofFactory('allows', agent, key, right)),
        describe: (values) => values,
      }
    }
    case 'isReleased': {
      const hash = scene.directiveHash(question.directive)
      return {
        reads: [reader(scene.agent(question.agent), agentAbi)('isReleased', hash)],
        describe: ([isReleased]) => isReleased,
      }
    }
    case 'relationship': {
      const id = scene.relationshipId(question.relationship)
      const name = question.relationship.split(' & ')[0] ?? ''
      return {
        reads: [ofRelationships('relationship', id)],
        describe: ([[agent, , rotation, isEnded]]) => {
          if (agent === zeroAddress) return null
          return { agent: agent === scene.agent(name) ? name : agent, rotation, isEnded }
        },
      }
    }
    case 'isDelegate': {
      const id = scene.relationshipId(question.relationship)
      return {
        reads: [ofRelationships('isDelegate', id, scene.address(question.key))],
        describe: ([isDelegate]) => isDelegate,
      }
    }
    case 'grant': {
      const id = scene.relationshipId(question.relationship)
      return {
        reads: [ofRelationships('grantOf', id, commitment(question.viewer))],
        describe: ([[packed, finerTerms]]) => {
          if (packed === 0n && BigInt(finerTerms) === 0n) return null
          const { readKinds, writeKinds, ...terms } = unpackTerms(packed, finerTerms)
          return {
            ...terms,
            readKinds: Number(readKinds),
            writeKinds: Number(writeKinds),
            finerTerms: Number(finerTerms),
          }
        },
      }
    }
    case 'group':
      return {
        reads: [ofGroups('groupState', scene.group(question.group))],
        describe: ([[administrators, nonce]]) => ({ administrators, nonce: Number(nonce) }),
      }
    case 'member': {
      const [group, subject] = [scene.group(question.group), scene.subject(question.subject)]
      return {
        reads: ['isMember', 'isAdministrator'].map((name) => ofGroups(name, group, subject)),
        describe: ([isMember, isAdministrator]) => ({ isMember, isAdministrator }),
      }
    }
    case 'root': {
      const agent = scene.agent(question.agent)
      return {
        reads: [reader(anchors, accessLogAnchorsAbi)('rootOf', agent, question.interval)],
        describe: ([root]) => Number(root),
      }
    }
  }
}

function reader(to: Address, abi: unknown) {
  return (functionName: string, ...args: unknown[]): Read => {
    const typed = abi as Abi
    return { to, abi: typed, functionName, data: encoded(typed, functionName, args) }
  }
}

const CALLDATA = new Map<string, Hex>()
const MOST_REMEMBERED = 20_000

/** Encoding the same few questions again and again is most of the work of asking. */
function encoded(abi: Abi, functionName: string, args: readonly unknown[]): Hex {
  const key = `${functionName} ${args.join(' ')}`
  const known = CALLDATA.get(key)
  if (known !== undefined) return known
  const data = encodeFunctionData({ abi, functionName, args })
  if (CALLDATA.size > MOST_REMEMBERED) CALLDATA.clear()
  CALLDATA.set(key, data)
  return data
}

function pointerAt(hash: Hex): Pointer | string {
  const names = Object.keys(POINTERS) as Pointer[]
  return names.find((name) => keccak256(POINTERS[name]) === hash) ?? `unknown ${hash}`
}
