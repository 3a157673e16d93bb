import type { Address } from 'viem'
import { callRpc } from '../json-rpc.ts'
import { repeat } from '../repeat.ts'
import { type Branch, readBranch, undoesFinal } from './clique-branch.ts'
import type { ComparedHead } from './clique-choice.ts'
import { type ClockVerdict, judgeClock } from './clique-clock.ts'
import { type Diagnosis, diagnose, type Patience } from './clique-diagnosis.ts'
import { createHeadWatch } from './clique-head-watch.ts'
import { type CliqueHeader, type HeaderReader, headerReader } from './clique-header.ts'
import { readHeight, readSealer, readSigners } from './clique-state.ts'
import { keepEquivocation } from './equivocation-file.ts'
import { followBranch } from './follow-branch.ts'
import type { OwnNode } from './node-socket.ts'
import type { Equivocation } from './seal-ledger.ts'
import { createSealingGuard } from './sealing-guard.ts'

export type CliqueWatchdogOptions = {
  readonly node: OwnNode & { readonly sealer: Address }
  /** Where the other authorities' blocks and their transactions are read now; asked at each look. */
  readonly others: () => Promise<readonly { readonly rpcUrl: string }[]>
  readonly periodSeconds: number
  /** Takes the evidence of equivocations. */
  readonly evidenceFolder: string
  /** Told of what a person should know; each state once. */
  readonly report: (event: CliqueWatchdogEvent) => void
  /** Told at each look how one's own clock compares. */
  readonly onClock?: (verdict: ClockVerdict) => void
  /** By default a warning after 3 periods and a remedy after 6. */
  readonly patience?: Patience
  /** How far one's own clock may be from the others' before it seals no more; 2 s by default. */
  readonly clockLimitMs?: number
  /** Unix time in ms. */
  readonly now?: () => number
}

export type CliqueWatchdogEvent =
  | { readonly type: 'recovered' }
  | Exclude<Diagnosis<ComparedHead>, { type: 'moving' }>
  /** Left its branch for the one that is kept, or tries again. */
  | { readonly type: 'rewound'; readonly blocks: number; readonly hasArrived: boolean }
  /** Two branches are final, which takes dishonest sealers: a person decides. */
  | { readonly type: 'conflicting-finality'; readonly ancestor: number }
  | { readonly type: 'equivocation'; readonly evidence: Equivocation }
  /** Stopped sealing, or seals again. */
  | { readonly type: 'clock'; readonly isSealing: boolean; readonly driftMs: number }
  | { readonly type: 'failed'; readonly error: unknown }

type KnownBranch = {
  readonly reader: HeaderReader
  readonly head: ComparedHead
  /** Undefined where it is one's own. */
  readonly branch: Branch | undefined
}

const DEFAULT_PATIENCE: Patience = { late: 3, act: 6 }
const DEFAULT_CLOCK_LIMIT_MS = 2_000
const SLACK_MS = 1_000

/**
 * Watches over a Clique chain from one authority, and changes that authority's own node alone: ends
 * the deadlock of heads of equal weight by the order of EIP-3436, keeps the evidence of a sealer
 * that sealed twice, stops sealing while its own clock is wrong, and says when the chain stands.
 *
 * @see https://github.com/ethereum/go-ethereum/issues/18402
 */
export function startCliqueWatchdog(options: CliqueWatchdogOptions): AsyncDisposable {
  const { node, report } = options
  const { control } = node
  const periodMs = options.periodSeconds * 1_000
  const intervalMs = Math.min(1_000, Math.max(200, periodMs / 5))
  const own = headerReader(control)
  const watch = createHeadWatch({
    ...{ control, sealer: node.sealer, now: options.now ?? Date.now },
    async onEquivocation(evidence) {
      await keepEquivocation(options.evidenceFolder, evidence)
      report({ type: 'equivocation', evidence })
    },
  })
  const sealing = createSealingGuard(control)
  let changedAt = performance.now()
  let heads = ''
  let told = 'moving'

  function tell(event: CliqueWatchdogEvent | { readonly type: 'moving' }): void {
    if (event.type === told) return
    told = event.type
    report(event.type === 'moving' ? { type: 'recovered' } : event)
  }

  /** Takes the other's blocks where its head is the one to keep and one's own is not. */
  async function remedy(
    diagnosis: Diagnosis<ComparedHead>,
    branches: readonly KnownBranch[],
    signers: readonly Address[],
  ): Promise<void> {
    const keep = headToFollow(diagnosis)
    const found = branches.find(({ head }) => head.hash === keep?.hash)
    if (found?.branch === undefined) return
    const { reader: other, branch } = found
    if (undoesFinal(branch.ours, signers)) {
      tell({ type: 'conflicting-finality', ancestor: branch.ancestor })
      return
    }
    const hasArrived = await followBranch({ control, own, other, branch })
    await control('miner_start')
    report({ type: 'rewound', blocks: branch.ours.length, hasArrived })
    changedAt = performance.now()
  }

  return repeat({
    intervalMs,
    onError: (error) => report({ type: 'failed', error }),
    async work() {
      const ownHead = await own.latest()
      const others = await options.others()
      const answers = await Promise.all(others.map(({ rpcUrl }) => answerOf(rpcUrl)))
      const reached = answers.filter((answer) => answer !== undefined)
      await watch.see(own, ownHead)
      for (const { reader, head } of reached) await watch.see(reader, head)

      const seen = [ownHead, ...reached.map(({ head }) => head)].map(({ hash }) => hash).join()
      if (seen !== heads) changedAt = performance.now()
      heads = seen
      const signers = await readSigners(control, await readHeight(control))
      const verdict = judgeClock({
        ...{ samples: watch.clockSamples(), signers: signers.length },
        slackMs: SLACK_MS + intervalMs,
        limitMs: options.clockLimitMs ?? DEFAULT_CLOCK_LIMIT_MS,
      })
      options.onClock?.(verdict)
      const clock = await sealing.follow(verdict)
      if (clock !== undefined) report({ type: 'clock', ...clock })

      const patience = options.patience ?? DEFAULT_PATIENCE
      const quietPeriods = (performance.now() - changedAt) / periodMs
      const mustAct = quietPeriods >= patience.act
      const sealedOwn = { ...ownHead, sealer: await readSealerOf(ownHead) }
      const branches = mustAct ? await branchesOf(reached, sealedOwn, signers) : []
      const peers = branches.map(({ head }) => head)
      const diagnosis = diagnose({ ...{ own: sealedOwn, peers, signers, quietPeriods, patience } })
      tell(diagnosis)
      await remedy(diagnosis, branches, signers)
    },
  })

  async function readSealerOf(head: CliqueHeader): Promise<Address> {
    return head.number === 0 ? node.sealer : readSealer(control, head.rlp)
  }

  /** What cannot be checked counts as no answer. */
  async function branchesOf(
    reached: readonly Answer[],
    sealedOwn: ComparedHead,
    signers: readonly Address[],
  ): Promise<readonly KnownBranch[]> {
    const known: KnownBranch[] = []
    for (const { reader, head } of reached) {
      if (head.hash === sealedOwn.hash) {
        known.push({ reader, head: sealedOwn, branch: undefined })
        continue
      }
      const branch = await readBranch({ own, other: reader, control, signers })
      if (branch === undefined) continue
      const last = branch.theirs.at(-1)
      const { totalDifficulty } = branch
      // On our own chain, only not at its end.
      const theirHead = last ?? { ...head, sealer: await readSealerOf(head) }
      known.push({ reader, head: { ...theirHead, totalDifficulty }, branch })
    }
    return known
  }
}

function headToFollow(diagnosis: Diagnosis<ComparedHead>): ComparedHead | undefined {
  if (diagnosis.type === 'behind') return diagnosis.head
  return diagnosis.type === 'deadlock' && !diagnosis.isOwn ? diagnosis.keep : undefined
}

type Answer = { readonly reader: HeaderReader; readonly head: CliqueHeader }

async function answerOf(rpcUrl: string): Promise<Answer | undefined> {
  const reader = headerReader((method, params) => callRpc(rpcUrl, method, params))
  try {
    return { reader, head: await reader.latest() }
  } catch {
    return undefined
  }
}
