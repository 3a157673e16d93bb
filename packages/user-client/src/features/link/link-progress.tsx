import { Text } from '@mantine/core'
import { LINK_STEPS, type LinkStep } from '../../session/linking.ts'
import classes from './link-progress.module.css'

const LABELS: Readonly<Record<LinkStep, string>> = {
  check: 'Checking that the provider is who it says',
  claim: 'Comparing your birth date at the provider',
  sign: 'Signing the link with your key',
  confirm: 'Waiting until the link is confirmed',
}

/** Says which step of a link is under way. */
export function LinkProgress({ step }: { readonly step: LinkStep }) {
  const at = LINK_STEPS.indexOf(step)
  return (
    <ol className={classes.steps} aria-label="Progress" aria-live="polite">
      {LINK_STEPS.map((each, index) => (
        <li key={each} data-state={index < at ? 'done' : index === at ? 'now' : 'later'}>
          <span aria-hidden="true">{index < at ? '✓' : index === at ? '●' : '○'}</span>
          <Text span {...(index === at ? { 'aria-current': 'step' as const } : {})}>
            {LABELS[each]}
          </Text>
        </li>
      ))}
    </ol>
  )
}
