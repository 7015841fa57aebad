/** Why a service failed, told with the failure: exit codes in words, the last health check, the last lines of the log. */
import type { ContainerInspect } from '../engine-api/index.ts';
import type { ContainerRow, NamedProject, Orchestrator } from '../orchestrator/index.ts';
import { UserError } from '../shared/index.ts';
import type { Operation } from './operation.ts';
import { humanSize } from './output/units.ts';

/** Lines of a failed container's log that are shown. */
const shownLines = 10;

const explained = new Set(['dependency-failed', 'wait-timeout']);

/** Does the work; when a service that others wait for fails, its error says why. Containers that failed before are left out. */
export async function explainingFailure<P extends NamedProject, T>(
  operation: Operation<P>,
  orchestrator: Orchestrator,
  work: (operation: Operation<P>) => Promise<T>,
): Promise<T> {
  const reported = new Set<string>();
  const onEvent: typeof operation.onEvent = (event) => {
    if (event.kind === 'progress' && event.state === 'error') reported.add(event.id);
    operation.onEvent(event);
  };
  try {
    return await work({ ...operation, onEvent });
  } catch (error) {
    if (!(error instanceof UserError) || !explained.has(error.code)) throw error;
    const rows = await orchestrator.ps({ ...operation, onEvent: () => undefined, all: true });
    const failed = rows.filter(
      (row) => isLate(error.code, row) || (reported.has(`Container ${row.name}`) && hasFailed(row)),
    );
    const reasons = await Promise.all(failed.map((row) => explain(operation, orchestrator, row)));
    if (reasons.length === 0) throw error;
    const hint = reasons.join('\n');
    throw new UserError(error.code, error.message, { hint, exitCode: error.exitCode, cause: error });
  }
}

/** Which of the started services ended in failure already, and why; empty when none did. Waits for nothing. */
export async function endedInFailure(
  operation: Operation<NamedProject>,
  orchestrator: Orchestrator,
  services: readonly string[],
): Promise<string> {
  const quiet = { ...operation, onEvent: () => undefined, all: true, status: ['exited'] };
  const rows = await orchestrator.ps(quiet);
  const started = rows.filter(({ oneOff, service }) => !oneOff && services.includes(service));
  const reasons = await Promise.all(
    started.filter(hasFailed).map((row) => explain(operation, orchestrator, row)),
  );
  return reasons.length === 0 ? '' : `${reasons.join('\n')}\n`;
}

function hasFailed(row: ContainerRow): boolean {
  return row.health === 'unhealthy' || (row.state === 'exited' && row.exitCode !== 0);
}

function isLate(code: string, row: ContainerRow): boolean {
  return code === 'wait-timeout' && !row.oneOff && (hasFailed(row) || row.health === 'starting');
}

async function explain(
  operation: Operation<NamedProject>,
  orchestrator: Orchestrator,
  row: ContainerRow,
): Promise<string> {
  const { client, signal } = operation;
  const path = `/containers/${row.id}/json`;
  const container = await client.json<ContainerInspect>({ method: 'GET', path, signal });
  const head = `\n${row.service} (${row.name}) ${describeState(container)}`;
  const log: string[] = [];
  const request = { ...operation, onEvent: () => undefined, services: [row.service], index: row.number };
  const lastRun = { since: container.State.StartedAt, tail: String(shownLines) };
  for await (const lines of orchestrator.logs({ ...request, ...lastRun }))
    log.push(...lines.map(({ line }) => `    ${line}`));
  const said = log.length === 0 ? ['  It printed nothing.'] : ['  Its last lines:', ...log];
  return [head, ...said, `  ${advice(row.service, container)}`].join('\n');
}

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
  if (State.OOMKilled) {
    const limit = HostConfig.Memory
      ? `its limit is ${humanSize(HostConfig.Memory)}`
      : 'the machine has no more';
    return `exited with code ${State.ExitCode}: out of memory, ${limit}`;
  }
  return `exited with code ${State.ExitCode}${inWords(State)}`;
}

function inWords(State: ContainerInspect['State']): string {
  const meaning = State.Error || exitCodeInWords(State.ExitCode);
  return meaning === '' ? '' : `: ${meaning}`;
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
