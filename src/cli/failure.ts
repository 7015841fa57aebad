/** Why a service failed, told with the failure: exit codes in words, the last health check, the last lines of the log. */
import { advice, type ContainerInspect, describeState } from '../engine-api/index.ts';
import type { ContainerRow, FailedContainer, NamedProject, Orchestrator } from '../orchestrator/index.ts';
import { UserError } from '../shared/index.ts';
import type { Operation } from './operation.ts';

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
    const { code, message, exitCode, path } = error;
    const place = path === undefined ? {} : { path };
    throw new UserError(code, message, { hint, exitCode, ...place, cause: error });
  }
}

/** Why containers failed that had only been started; empty for none. */
export async function explainFailed(
  operation: Operation<NamedProject>,
  orchestrator: Orchestrator,
  failed: readonly FailedContainer[],
): Promise<string> {
  if (failed.length === 0) return '';
  const rows = await orchestrator.ps({ ...operation, onEvent: () => undefined, all: true });
  const inOrder = rows.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const reasons = await Promise.all(
    inOrder.flatMap((row) => {
      const end = failed.find(({ id }) => id === row.id);
      return end === undefined ? [] : [explain(operation, orchestrator, row, end.exitCode)];
    }),
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
  /** Of a run that may have been followed by another. */
  exitCode?: number,
): Promise<string> {
  const { client, signal } = operation;
  const path = `/containers/${row.id}/json`;
  const found = await client.json<ContainerInspect>({ method: 'GET', path, signal });
  const container = exitCode === undefined ? found : afterRun(found, exitCode);
  const again = container.State.Restarting ? '; its restart policy starts it again' : '';
  const head = `\n${row.service} (${row.name}) ${describeState(container)}${again}`;
  const log: string[] = [];
  const request = { ...operation, onEvent: () => undefined, services: [row.service], index: row.number };
  const tail = { tail: String(shownLines) };
  const lastRun = container.State.Restarting ? tail : { lastRun: true, ...tail };
  for await (const lines of orchestrator.logs({ ...request, ...lastRun }))
    log.push(...lines.map(({ line }) => `    ${line}`));
  const said = log.length === 0 ? ['  It printed nothing.'] : ['  Its last lines:', ...log];
  return [head, ...said, `  ${advice(row.service, container)}`].join('\n');
}

/** As it was when it ended; the restart policy may have started it again. */
function afterRun(container: ContainerInspect, exitCode: number): ContainerInspect {
  const { State } = container;
  if (!State.Running && !State.Restarting && !isRestarted(container, exitCode)) return container;
  return { ...container, State: { ...State, Running: false, Restarting: true, ExitCode: exitCode } };
}

/** By its policy. Podman has no state for it between two runs. */
function isRestarted({ HostConfig, RestartCount }: ContainerInspect, exitCode: number): boolean {
  const { Name = 'no', MaximumRetryCount = 0 } = HostConfig.RestartPolicy ?? {};
  if (Name === 'always' || Name === 'unless-stopped') return true;
  if (Name !== 'on-failure' || exitCode === 0) return false;
  return MaximumRetryCount === 0 || RestartCount < MaximumRetryCount;
}
