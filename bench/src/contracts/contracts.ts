import { startBenchChain } from '../chain/bench-chain.ts'
import { MEDREC_V2, PAPER } from './medrec-v2.ts'
import {
  MASSACHUSETTS,
  MASSACHUSETTS_OF_TWO,
  type Sizes,
  storageOf,
  UNITED_STATES,
} from './node-storage.ts'
import { costOf, livePatientLife, type PatientLife } from './patient-life.ts'
import { measureAtScale, type Probe } from './scale.ts'

/** At most so much, of what is measured; the state and the transactions of a node apart. */
export const CONTRACT_BUDGETS = {
  'patientLife.stateBytes': 2_500,
  'patientLife.gas': 2_000_000,
  'patientLife.transactionBytes': 10_000,
  'patientLife.transactions': 15,
  'permissionChange.gas': 55_000,
  'firstGrant.gas': 72_000,
  'storage.unitedStatesTransactionBytes': 1.35e12,
  'storage.unitedStatesStateBytes': 0.45e12,
  // What the bytes of the data alone make of it: 12 gas for each that happens to be zero.
  'scale.gasSpread': 300,
} as const

const SIZES = [1, 100, 10_000]

/** Measures the contracts by the rule MedRec v2 was measured by, and prints both side by side. */
export async function contracts() {
  await using chain = await startBenchChain()
  const life = await livePatientLife(chain)
  const probes = await measureAtScale(chain, SIZES)
  const [first] = probes
  if (first === undefined) throw new Error('Nothing was measured.')

  const nothing = { transactionBytes: 0, stateBytes: 0 }
  const sizes: Sizes = {
    // It is used without being made.
    agent: nothing,
    relationship: await costOf(chain, [first.opening]),
    firstGrant: await costOf(chain, [first.firstGrant]),
    revocation: await costOf(chain, [first.revocation]),
  }
  const opened = {
    transactionBytes: life.openings.transactionBytes / life.openings.transactions,
    stateBytes: life.openings.stateBytes / life.openings.transactions,
  }
  const storage = projections(sizes)
  const withGrants = projections({ ...sizes, relationship: opened })
  const changes = [life.revocations, life.grantsAgain].map(({ gas, transactions }) =>
    Math.ceil(gas / transactions),
  )
  const figures = {
    'patientLife.stateBytes': life.total.stateBytes,
    'patientLife.gas': life.total.gas,
    'patientLife.transactionBytes': life.total.transactionBytes,
    'patientLife.transactions': life.total.transactions,
    'permissionChange.gas': Math.max(
      ...changes,
      ...probes.flatMap(({ change, revocation }) => [change.gas, revocation.gas]),
    ),
    'firstGrant.gas': Math.max(...probes.map(({ firstGrant }) => firstGrant.gas)),
    'scale.gasSpread': Math.max(...PROBED.map((name) => spreadOf(probes.map((p) => p[name].gas)))),
    ...totals(storage),
    ...parts('', storage),
    ...parts('WithFirstGrants', withGrants),
  }
  printLife(life, figures)
  printScale(probes)
  printStorage(storage, withGrants)
  return figures
}

const PROBED = ['opening', 'firstGrant', 'change', 'revocation'] as const

type Projections = ReturnType<typeof projections>

function projections(sizes: Sizes) {
  return {
    massachusetts: storageOf(MASSACHUSETTS, sizes),
    massachusettsOfTwo: storageOf(MASSACHUSETTS_OF_TWO, sizes),
    unitedStates: storageOf(UNITED_STATES, sizes),
  }
}

/** What a node needs: transactions and state together. */
function totals({ massachusetts, unitedStates }: Projections) {
  const sum = (size: Projections['unitedStates']) => size.transactionBytes + size.stateBytes
  return {
    'storage.massachusettsBytes': sum(massachusetts),
    'storage.unitedStatesBytes': sum(unitedStates),
  }
}

function parts(suffix: string, projected: Projections): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const [region, size] of Object.entries(projected)) {
    figures[`storage.${region}TransactionBytes${suffix}`] = size.transactionBytes
    figures[`storage.${region}StateBytes${suffix}`] = size.stateBytes
  }
  return figures
}

function printLife(life: PatientLife, figures: Readonly<Record<string, number>>): void {
  console.log(
    '\nA patient life: 5 relationships with 3 viewers each, 5 revocations, 5 grants again',
  )
  console.table(
    Object.fromEntries(
      LIFE_ROWS.map(([what, key, original]) => {
        const ours = figures[key] ?? Number.NaN
        const budget = CONTRACT_BUDGETS[key]
        return [
          what,
          { original, ours, 'times less': Number((original / ours).toFixed(1)), budget },
        ]
      }),
    ),
  )
  const { openings, revocations, grantsAgain } = life
  console.table({ openings, revocations, 'grants again': grantsAgain })
}

const LIFE_ROWS = [
  ['new state, bytes', 'patientLife.stateBytes', MEDREC_V2.stateBytes],
  ['gas', 'patientLife.gas', MEDREC_V2.gas],
  ['transactions, bytes', 'patientLife.transactionBytes', MEDREC_V2.transactionBytes],
  ['transactions', 'patientLife.transactions', MEDREC_V2.transactions],
  ['change or revocation, gas', 'permissionChange.gas', MEDREC_V2.changeGas],
  ['first grant, gas', 'firstGrant.gas', MEDREC_V2.firstGrantGas],
] as const

function printScale(probes: readonly Probe[]): void {
  console.log('\nGas in a chain that holds so much already')
  console.table(
    probes.map((each) => ({
      relationships: each.relationships,
      'grants in this one': each.grantsInRelationship,
      ...Object.fromEntries(PROBED.map((name) => [name, each[name].gas])),
    })),
  )
}

function printStorage(storage: Projections, withGrants: Projections): void {
  const zero = { stateBytes: 0 }
  const paper = projections({
    agent: { transactionBytes: PAPER.agentBytes, ...zero },
    relationship: { transactionBytes: PAPER.relationshipBytes, ...zero },
    firstGrant: { transactionBytes: PAPER.updateBytes, ...zero },
    revocation: { transactionBytes: PAPER.updateBytes, ...zero },
  })
  const gigabytes = (bytes: number): number => Math.round(bytes / 1e8) / 10
  const row = (region: keyof Projections) => ({
    'paper, transactions': gigabytes(paper[region].transactionBytes),
    transactions: gigabytes(storage[region].transactionBytes),
    state: gigabytes(storage[region].stateBytes),
    'with 3 first grants: transactions': gigabytes(withGrants[region].transactionBytes),
    'with 3: state': gigabytes(withGrants[region].stateBytes),
  })
  console.log('\nWhat a node keeps, GB')
  console.table({
    'Massachusetts: 7 M x (Agent + 5 relationships + 30 updates)': row('massachusetts'),
    'the same with 2 relationships': row('massachusettsOfTwo'),
    'United States: 350 M x (Agent + 5 relationships)': row('unitedStates'),
  })
}

function spreadOf(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values)
}
