import { type Check, containerCheck } from '../finding.ts';
import type { ObservedContainer } from '../snapshot.ts';

/** So many restarts by the engine are no accident. */
const loop = 3;

/** What is done after each start is started again for ever: a job with a policy for servers, or a server that fails. */
export const restartLoop: Check = containerCheck('restart-loop', (container) => {
  const { RestartCount, HostConfig, State } = container.inspect;
  const policy = HostConfig.RestartPolicy?.Name ?? '';
  if (policy === '' || policy === 'no' || RestartCount < loop) return [];
  if (!State.Restarting && container.deaths.length < loop) return [];
  const exitCode = container.deaths.at(-1)?.exitCode ?? State.ExitCode;
  const message =
    exitCode === 0
      ? `ends with success each time and is started again by \`restart: ${policy}\``
      : `ends with exit code ${exitCode} each time and is started again by \`restart: ${policy}\``;
  return [{ message, evidence: evidence(container, exitCode), hint: hintFor(exitCode) }];
});

function evidence({ log }: ObservedContainer, exitCode: number): string[] {
  return exitCode === 0 ? [] : log.filter((line) => line.trim() !== '').slice(-3);
}

function hintFor(exitCode: number): string {
  if (exitCode !== 0) return 'See why it ends: `tutti logs`; then mend that, the policy only repeats it.';
  return (
    'A job that is done should stay so: `restart: "no"` (or `on-failure`); others wait for it with ' +
    '`depends_on: { condition: service_completed_successfully }`.'
  );
}
