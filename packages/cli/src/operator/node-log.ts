import type { CliqueWatchdogEvent, SignerVoterEvent } from '@medrec/ethereum-client/node'
import type { AuthorityNodeEvent } from './authority-node.ts'

/** Makes the function that prints what a node does: a JSON object a line, or a sentence a line. */
export function nodeLog(isJson: boolean): (event: AuthorityNodeEvent) => void {
  // A voter says the same at each look while it waits.
  let last = ''
  return (event) => {
    const fields = fieldsOf(event)
    const text = JSON.stringify(fields)
    if (text === last) return
    last = text
    const time = new Date().toISOString()
    const line = isJson ? JSON.stringify({ time, ...fields }) : `${time} ${sentenceOf(event)}`
    process.stdout.write(`${line}\n`)
  }
}

function fieldsOf(event: AuthorityNodeEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'voter':
      return fieldsOfVoter(event.event)
    case 'watchdog':
      return fieldsOfWatchdog(event.event)
    default:
      return { ...event, event: event.type, type: undefined }
  }
}

function fieldsOfVoter(event: SignerVoterEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'voted':
      return { event: 'voted', votes: event.votes }
    case 'not-ready':
      return { event: 'not-ready', sealers: event.sealers }
    case 'failed':
      return { event: 'voter-failed', reason: reasonOf(event.error) }
  }
}

function fieldsOfWatchdog(event: CliqueWatchdogEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'failed':
      return { event: 'watchdog-failed', reason: reasonOf(event.error) }
    case 'equivocation': {
      const { sealer, number, certainty } = event.evidence
      return { event: 'equivocation', sealer, block: number, certainty }
    }
    case 'deadlock':
      return { event: 'deadlock', kept: event.keep.hash, isOwn: event.isOwn }
    case 'behind':
      return { event: 'behind', head: event.head.hash }
    case 'recovered':
    case 'late':
    case 'stuck':
    case 'too-few':
    case 'rewound':
    case 'conflicting-finality':
    case 'clock':
      return { ...event, event: event.type, type: undefined }
  }
}

function sentenceOf(event: AuthorityNodeEvent): string {
  switch (event.type) {
    case 'started':
      return `The node runs, sealing as ${event.sealer}.`
    case 'ended':
      return `geth ended (${event.end.signal ?? event.end.code ?? 'unknown'}).`
    case 'deployed':
      return `The registry is at ${event.registry}.`
    case 'voter':
      return sentenceOfVoter(event.event)
    case 'watchdog':
      return sentenceOfWatchdog(event.event)
  }
}

function sentenceOfVoter(event: SignerVoterEvent): string {
  switch (event.type) {
    case 'voted':
      return `Votes changed: ${event.votes.map(({ type, sealer }) => `${type} ${sealer}`).join('; ')}.`
    case 'not-ready':
      return `Admitted, and its node is not seen yet: ${event.sealers.join(', ')}. Hand its join-request.json to: medrec node add-peer`
    case 'failed':
      return `The voter will try again: ${reasonOf(event.error)}`
  }
}

function sentenceOfWatchdog(event: CliqueWatchdogEvent): string {
  switch (event.type) {
    case 'recovered':
      return 'Blocks come again.'
    case 'late':
      return 'No new block for some periods.'
    case 'too-few':
      return `ALARM: the chain stands still; ${event.answering} authorities answer and ${event.needed} have to seal. It goes on when the others are back.`
    case 'behind':
      return 'ALARM: others have a longer chain that this node did not fetch; it takes it over.'
    case 'deadlock':
      return event.isOwn
        ? "ALARM: the chain stands on heads of equal weight; this node's is kept, and the others leave theirs."
        : 'ALARM: the chain stands on heads of equal weight; this node leaves its own for the one that is kept.'
    case 'stuck':
      return 'ALARM: the chain stands still although a majority answers and agrees. See: medrec node status'
    case 'rewound':
      return event.hasArrived
        ? `Gave up ${event.blocks} blocks for the branch that is kept; their transactions are sent again.`
        : `Gave up ${event.blocks} blocks, and has not got the branch that is kept yet.`
    case 'conflicting-finality':
      return `ALARM: two branches after block ${event.ancestor} are final, which takes dishonest signers. Talk with the other providers.`
    case 'equivocation':
      return `ALARM: ${event.evidence.sealer} sealed block ${event.evidence.number} twice (${event.evidence.certainty}). The evidence is in the folder evidence.`
    case 'clock':
      return event.isSealing
        ? "The clock agrees with the others' again; this node seals."
        : `ALARM: this machine's clock is ${Math.abs(event.driftMs)} ms ${event.driftMs > 0 ? 'ahead of' : 'behind'} the others'; this node seals no more until it is right.`
    case 'failed':
      return `The watchdog will try again: ${reasonOf(event.error)}`
  }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n')[0] ?? ''
}
