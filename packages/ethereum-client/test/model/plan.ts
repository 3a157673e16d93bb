import { Choices } from './choices.ts'
import { DAY, RIGHT } from './model-state.ts'
import {
  type Directive,
  firstOwnerOf,
  groupName,
  type Operation,
  partsOfRelationship,
} from './operation.ts'
import {
  at,
  CUSTODIANS,
  DELEGATES,
  HOUR,
  KEYS,
  MAKERS,
  OWNERS,
  PATIENTS,
  PROVIDERS,
  plain,
  VIEWER_AGENTS,
  YEAR,
} from './population.ts'

/** The operation of a kind that an intent comes to. */
export function plan(choices: Choices): Operation {
  const { what, x, y, z } = choices.intent
  const agent = choices.name
  const { owners, custodians } = choices.agent
  switch (what) {
    case 'createAgent':
      return { type: what, agent }
    case 'enableOwner': {
      const owner = x < 10 ? at(choices.disabled(), x) : at(owners, x)
      return {
        type: what,
        agent,
        owner,
        pointer: choices.pointer(y),
        ...choices.numbered('owners'),
        ...choices.byOwner(),
        ownerSignature: z === 11 ? plain(at(KEYS, x)) : plain(owner),
      }
    }
    case 'disableOwner':
      return {
        type: what,
        agent,
        owner: y < 10 ? at(owners, y) : at(KEYS, x),
        ...choices.numbered('owners'),
        ...choices.byOwner(),
      }
    case 'rotateOwner': {
      const newOwner = x < 10 ? at(choices.disabled(), x) : at(KEYS, y)
      return {
        type: what,
        agent,
        oldOwner: y < 10 ? at(owners, y) : at(KEYS, z),
        newOwner,
        pointer: choices.pointer(y),
        ...choices.numbered('owners'),
        ...choices.byOwner(),
        ownerSignature: z === 11 ? plain(at(KEYS, x)) : plain(newOwner),
      }
    }
    case 'setCustodian': {
      const isSelf = y > 8
      const known = Object.keys(custodians)
      const custodian =
        isSelf && known.length > 0 ? at(known, x) : at([...CUSTODIANS, 'x0', 'p0'], x % 5)
      const present = custodians[custodian]
      return {
        type: what,
        agent,
        custodian,
        rights: isSelf ? at([0, present?.rights ?? 0, 1, 7], z) : at([7, 4, 6, 2, 1, 3, 0, 8], z),
        until: isSelf
          ? Math.max(0, (present?.until ?? 0) - at([0, 1, HOUR, -1], x))
          : choices.date(y),
        ...choices.numbered('custodians'),
        ...(isSelf ? choices.with(custodian) : choices.byOwner()),
      }
    }
    case 'setCustody':
      return custody(choices)
    case 'setGuardians':
      return {
        type: what,
        agent,
        guardians: y === 11 ? null : choices.guardians(),
        ...choices.numbered('guardians'),
        ...choices.byOwner(),
      }
    case 'proposeRecovery':
      return recovery(choices)
    case 'vetoRecovery':
      return {
        type: what,
        agent,
        ...choices.numbered('guardians'),
        ...(x % 2 === 0 ? choices.signed(RIGHT.manage) : choices.with(at(owners, y))),
      }
    case 'completeRecovery': {
      const { pending } = choices.agent
      return {
        type: what,
        agent,
        owner: x < 10 ? (pending?.owner ?? 'x0') : at(OWNERS, y),
        pointer: y < 10 ? (pending?.pointer ?? 'red') : 'blue',
      }
    }
    case 'setSwitch':
      return {
        type: what,
        agent,
        timeout: at([DAY, 30 * DAY, DAY, YEAR, DAY, 7 * DAY, 2 * DAY, DAY - 1, 0], y),
        directives: z === 11 ? [] : choices.directives(),
        ...choices.numbered('switches'),
        ...choices.byOwner(),
      }
    case 'touch':
      return {
        type: what,
        agent,
        ...choices.numbered('switches'),
        ...choices.with(x < 10 ? at(owners, x) : at(KEYS, y)),
      }
    case 'execute':
      return {
        type: what,
        // A person's Agent executes nothing.
        agent: x === 11 ? at(PATIENTS, y) : agent,
        calls: calls(choices),
        ...choices.numbered('calls'),
        ...choices.byOwner(),
      }
    default:
      return elsewhere(choices, what)
  }
}

function elsewhere(
  choices: Choices,
  what: Exclude<Operation['type'], 'execute' | 'createAgent'>,
): Operation {
  const { x, y, z } = choices.intent
  const { state } = choices.circumstances
  const agent = choices.name
  const deadline = choices.deadline()
  switch (what) {
    case 'open': {
      const delegate = at(DELEGATES, x)
      const signing = choices.signed(RIGHT.manage)
      return {
        type: what,
        owner: at(
          [firstOwnerOf(agent), signing.signature.by, at(KEYS, z)],
          y % 5 === 4 ? 2 : y % 2,
        ),
        agent,
        delegate,
        grants: choices.grants(undefined, z % 3),
        deadline,
        ...signing,
        delegateSignature: z === 11 ? plain(at(KEYS, x)) : plain(delegate),
      }
    }
    case 'setGrants': {
      const relationship = choices.relationship()
      return {
        type: what,
        relationship,
        grants: choices.grants(relationship, z === 11 ? 0 : 1 + (z % 2)),
        deadline,
        ...choices.forRelationship(relationship, RIGHT.grant),
      }
    }
    case 'release': {
      const own = choices.agent.directives
      const all = Object.values(state.agents).flatMap((made) => made.directives)
      const named = own.length > 0 && y < 10 ? own : all
      const directive: Directive =
        named.length > 0 && x < 10 ? JSON.parse(at(named, x)) : at(choices.directives(), 0)
      return { type: what, directive }
    }
    case 'end': {
      const relationship = choices.relationship()
      const present = state.relationships[relationship]?.delegate ?? at(DELEGATES, x)
      // Or one that is it no longer.
      const { firstDelegate } = partsOfRelationship(relationship)
      const delegate = at([present, present, firstDelegate, at(DELEGATES, x)], z)
      return {
        type: what,
        relationship,
        deadline,
        ...(y % 2 === 0
          ? choices.forRelationship(relationship, RIGHT.manage)
          : choices.with(delegate)),
      }
    }
    case 'rotateDelegate': {
      const relationship = choices.relationship()
      const stored = state.relationships[relationship]
      const delegate = at(DELEGATES, y)
      return {
        type: what,
        relationship,
        delegate,
        rotation: (stored?.rotation ?? 0) + at([1, 1, 1, 1, 0, 2], z),
        deadline,
        ...choices.with(z > 8 ? at(DELEGATES, x) : (stored?.delegate ?? at(DELEGATES, x))),
        nextSignature: z === 11 ? plain(at(KEYS, x)) : plain(delegate),
      }
    }
    case 'found': {
      const founder = at([...MAKERS, ...VIEWER_AGENTS], x)
      return {
        type: what,
        founder,
        salt: y % 2,
        deadline,
        ...choices.forAgent(founder, RIGHT.manage),
      }
    }
    case 'setMembership': {
      const groups = Object.keys(state.groups)
      const group = groups.length > 0 && y < 11 ? at(groups, x) : groupName(at(MAKERS, x), 0)
      const stored = state.groups[group]
      const subject = at([...VIEWER_AGENTS, agent, 'nobody', group], y % 7)
      const insiders = [...(stored?.administrators ?? []), ...(stored?.members ?? [])]
      const administrator =
        z === 11 ? subject : at([...insiders.slice(0, 1 + (z % 3)), agent], z % 2)
      const isLeaving = z % 4 === 3
      const leaver = insiders.length > 0 ? at(insiders, x + y) : subject
      return {
        type: what,
        group,
        administrator: isLeaving && y % 2 === 0 ? leaver : administrator,
        subject: isLeaving ? leaver : subject,
        isMember: !isLeaving && x % 4 !== 3,
        isAdministrator: !isLeaving && y % 3 === 2,
        nonce: choices.faulty(stored?.nonce ?? 0),
        deadline,
        ...choices.forAgent(isLeaving && y % 2 === 0 ? leaver : administrator, RIGHT.manage),
      }
    }
    case 'anchor': {
      const provider = at([...PROVIDERS, ...PATIENTS], x)
      const interval = Math.floor(choices.circumstances.now / 600) + at([0, 0, 0, 0, 0, -1, 1], y)
      return {
        type: what,
        provider,
        interval,
        root: z === 11 ? 0 : 1 + z,
        ...choices.forAgent(provider, RIGHT.manage),
      }
    }
    default:
      return { type: 'createAgent', agent }
  }
}

function custody(choices: Choices): Operation {
  const { x, y, z } = choices.intent
  const { now } = choices.circumstances
  const { custody, custodians } = choices.agent
  const numbered = choices.numbered('custodians')
  const agent = choices.name
  if (now < custody.until) {
    return {
      type: 'setCustody',
      agent,
      ownerRights: at([custody.ownerRights, custody.ownerRights | (x % 8), x % 9], z),
      until: at([custody.until, custody.until - 1, now, 0, custody.until + 1, now + HOUR], y),
      custodian: at(CUSTODIANS, x),
      ...numbered,
      ...choices.signed(RIGHT.manage),
    }
  }
  const managing = Object.entries(custodians).filter(
    ([, { rights, until }]) => (rights & 4) !== 0 && until > now,
  )
  const [custodian, { until }] = at(
    managing.length > 0 ? managing : [['c0', { rights: 0, until: choices.date(y) }] as const],
    x,
  )
  const longest = now + 25 * YEAR
  return {
    type: 'setCustody',
    agent,
    ownerRights: at([0, 1, 3, 2, 1, 4, 6, 7], z),
    until:
      until >= longest
        ? at([longest, longest + 1, until], y)
        : at([until, until, until - 1, until + 1, now, longest], y),
    custodian,
    ...numbered,
    ...choices.byOwner(),
  }
}

function recovery(choices: Choices): Operation {
  const { x, y, z } = choices.intent
  const guardians =
    choices.agent.guardians !== null && x < 11 ? choices.agent.guardians : choices.guardians()
  const { members, threshold } = guardians
  const count = Math.min(members.length, threshold + at([0, 0, 0, 1, -1], z))
  const owner = x < 9 ? at(choices.disabled(), y) : at(OWNERS, y)
  const { signature } = choices.with('')
  const approvals = Array.from({ length: Math.max(0, count) }, (_, place) => {
    // Twice the same, an index too far, a stranger: once in a while.
    const index = z === 11 ? 0 : place + (z === 10 ? 1 : 0)
    const by = z === 9 ? at(OWNERS, place) : (members[index] ?? 'c2')
    return { index, signature: { ...signature, by } }
  })
  return {
    type: 'proposeRecovery',
    agent: choices.name,
    owner,
    pointer: choices.pointer(y),
    guardians,
    approvals,
    order: y === 11 ? 'descending' : 'ascending',
    ...choices.numbered('guardians'),
    ownerSignature: y === 10 ? plain(at(KEYS, x)) : plain(owner),
  }
}

/** A call of the provider's Agent to another, itself by signature, or to the forbidden one. */
function calls(choices: Choices): readonly Operation[] {
  const { x, y, z } = choices.intent
  const { history } = choices.circumstances
  if (z === 11) return []
  return Array.from({ length: 1 + (y % 2) }, (_, place): Operation => {
    if (z === 10) return { type: 'createAgent', agent: at(MAKERS, x) }
    if (z > 7 && history.length > 0) return at(history, x + place)
    const what = at(['touch', 'anchor', 'setGrants', 'end', 'setMembership'] as const, x + place)
    const intent = { ...choices.intent, what, fault: 'none', y: z, z: y } as const
    return plan(new Choices(intent, choices.circumstances, at(MAKERS, y + place)))
  })
}
