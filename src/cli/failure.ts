/** Why a service failed, told with the failure: exit codes in words, the last health check, the last lines of the log. */
import type { ContainerInspect } from '../engine-api/index.ts';
import type { ContainerRow, NamedProject, Orchestrator } from '../orchestrator/index.ts';
import { UserError } from '../shared/index.ts';
import type { Operation } from './operation.ts';
import { humanSize } from './output/units.ts';

/** Lines of a failed container's log that are shown. */
const shownLines = 10;

/** Does the work; when a service that others wait for fails, its error says why. */
export async function explainingFailure<T>(
  operation: Operation<NamedProject>,
  orchestrator: Orchestrator,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'dependency-failed') throw error;
    const rows = await orchestrator.ps({ ...operation, onEvent: () => undefined, all: true });
    const failed = rows.filter((row) => !row.oneOff && hasFailed(row));
    const reasons = await Promise.all(failed.map((row) => explain(operation, orchestrator, row)));
    if (reasons.length === 0) throw error;
    const hint = reasons.join('\n');
    throw new UserError(error.code, error.message, { hint, exitCode: error.exitCode, cause: error });
  }
}

function hasFailed(row: ContainerRow): boolean {
  return row.health === 'unhealthy' || (row.state === 'exited' && row.exitCode !== 0);
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
  for await (const lines of orchestrator.logs({ ...request, tail: String(shownLines) }))
    log.push(...lines.map(({ line }) => `    ${line}`));
  return [head, ...(log.length === 0 ? ['  It printed nothing.'] : ['  Its last lines:', ...log])].join('\n');
}

/** `exited with code 137: out of memory, its limit is 64MB`. */
export function describeState({ State, HostConfig }: Pick<ContainerInspect, 'State' | 'HostConfig'>): string {
  if (State.Health?.Status === 'unhealthy' && State.Running) {
    const last = State.Health.Log?.at(-1);
    const output = last?.Output.trim().split('\n').slice(-5).join('\n    ') ?? '';
    const times = State.Health.FailingStreak;
    const said = output === '' ? 'and said nothing' : `and said:\n    ${output}`;
    return `is unhealthy: its check failed ${times === 1 ? 'once' : `${times} times`} in a row ${said}`;
  }
  if (State.OOMKilled) {
    const limit = HostConfig.Memory
      ? `its limit is ${humanSize(HostConfig.Memory)}`
      : 'the machine has no more';
    return `exited with code ${State.ExitCode}: out of memory, ${limit}`;
  }
  const meaning = State.Error || exitCodeInWords(State.ExitCode);
  return `exited with code ${State.ExitCode}${meaning === '' ? '' : `: ${meaning}`}`;
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
