import { describeState } from '../../../engine-api/index.ts';
import { type Check, containerCheck, shortened } from '../finding.ts';

/** Lines of the last check's output. */
const shownLines = 3;

/** The health check has failed as often as its `retries` allow. */
export const unhealthy: Check = containerCheck('unhealthy', ({ service, inspect }) => {
  const { Health, Running } = inspect.State;
  if (!Running || Health?.Status !== 'unhealthy') return [];
  const [message = ''] = describeState(inspect).split(' and said');
  return [
    {
      message,
      evidence: lastOf(Health.Log?.at(-1)?.Output ?? ''),
      hint: `Try the check by hand (\`tutti exec ${service} …\`); give it a longer \`start_period\` or more \`retries\` if it is only slow.`,
    },
  ];
});

function lastOf(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-shownLines)
    .map(shortened);
}
