/** How a container ended or fares, for people. */
import { humanSize } from '../shared/index.ts';
import type { ContainerInspect } from './container.ts';

/** What to try next. */
export function advice(
  service: string,
  { State, HostConfig }: Pick<ContainerInspect, 'State' | 'HostConfig'>,
): string {
  if (State.Health !== undefined && State.Running)
    return `Try: the check by hand (tutti exec ${service} …); a longer start_period or more retries if it is only slow.`;
  if (State.OOMKilled)
    return HostConfig.Memory
      ? 'Try: more memory (mem_limit).'
      : 'Try: a limit for the services that take most (mem_limit; tutti stats).';
  if (State.ExitCode === 127) return 'Try: a command or entrypoint that its image has.';
  if (State.ExitCode === 126) return 'Try: chmod +x on its program, or an image for this machine (platform).';
  return `Try: tutti logs ${service} for all that it printed; tutti doctor examines the project.`;
}

/** `exited with code 137: out of memory, its limit is 64MB`. */
export function describeState({ State, HostConfig }: Pick<ContainerInspect, 'State' | 'HostConfig'>): string {
  if (State.Health !== undefined && State.Running) {
    const last = State.Health.Log?.at(-1);
    const output = last?.Output.trim().split('\n').slice(-5).join('\n    ') ?? '';
    const times = State.Health.FailingStreak;
    const said = output === '' ? 'and said nothing' : `and said:\n    ${output}`;
    if (times === 0) return 'is not healthy yet: its check has not ended so far';
    if (State.Health.Status === 'starting') return `is not healthy yet: its check failed ${said}`;
    return `is unhealthy: its check failed ${times === 1 ? 'once' : `${times} times`} in a row ${said}`;
  }
  const meaning = endInWords({ State, HostConfig });
  return `exited with code ${State.ExitCode}${meaning === '' ? '' : `: ${meaning}`}`;
}

/** What an exit code does not tell: `out of memory, its limit is 64MB`. Empty where there is no more to say. */
export function endInWords({ State, HostConfig }: Pick<ContainerInspect, 'State' | 'HostConfig'>): string {
  if (!State.OOMKilled) return State.Error || exitCodeInWords(State.ExitCode);
  const limit = HostConfig.Memory
    ? `its limit is ${humanSize(HostConfig.Memory)}`
    : 'the machine has no more';
  return `out of memory, ${limit}`;
}

const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL: an instruction that this processor does not know',
  6: 'SIGABRT: it gave itself up',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL: it was killed',
  11: 'SIGSEGV: it read or wrote memory that is not its own',
  13: 'SIGPIPE',
  15: 'SIGTERM: it was asked to end',
};

export function exitCodeInWords(code: number): string {
  if (code === 126) return 'its command cannot be executed (no permission, or for another processor)';
  if (code === 127) return 'its command was not found';
  if (code > 128) return signals[code - 128] ?? '';
  return '';
}
