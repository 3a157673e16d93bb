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
  if (event.type !== 'voter') return { ...event, event: event.type, type: undefined }
  const { event: voter } = event
  switch (voter.type) {
    case 'voted':
      return { event: 'voted', votes: voter.votes }
    case 'not-ready':
      return { event: 'not-ready', sealers: voter.sealers }
    case 'failed':
      return { event: 'voter-failed', reason: reasonOf(voter.error) }
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
      break
  }
  const { event: voter } = event
  switch (voter.type) {
    case 'voted':
      return `Votes changed: ${voter.votes.map(({ method, params }) => `${method}(${params.join(', ')})`).join('; ')}.`
    case 'not-ready':
      return `Admitted, and its node is not seen yet: ${voter.sealers.join(', ')}. Hand its join-request.json to: medrec node add-peer`
    case 'failed':
      return `The voter will try again: ${reasonOf(voter.error)}`
  }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n')[0] ?? ''
}
