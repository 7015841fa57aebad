import { describeState } from '../../../engine-api/index.ts';
import { type Check, containerCheck, lastLines } from '../finding.ts';

/** SIGINT, SIGKILL and SIGTERM, as a user's `stop` and `kill` end containers. */
const endedByUser: readonly number[] = [130, 137, 143];

/** The container ended with an error, or could not be started at all, and nothing starts it again. */
export const exitedWithError: Check = containerCheck('exited-with-error', ({ service, inspect, log }) => {
  const { Running, Restarting, ExitCode } = inspect.State;
  if (Running || Restarting || ExitCode === 0 || endedByUser.includes(ExitCode)) return [];
  return [
    {
      message: describeState(inspect),
      evidence: lastLines(log, /\S/, 3),
      hint: `\`tutti logs ${service}\` has all that it printed; \`tutti up -d ${service}\` starts it again.`,
    },
  ];
});
