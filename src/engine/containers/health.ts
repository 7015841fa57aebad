import type { HealthConfig, HealthLogEntry } from '../../engine-api/index.ts';
import { FrameDecoder } from '../../engine-api/index.ts';
import { formatTimestamp, messageOf } from '../../shared/index.ts';
import type { Container } from './container.ts';
import { createExec, startExec } from './exec.ts';
import type { Room } from './room.ts';

const SECOND_NS = 1_000_000_000;
const DEFAULT_INTERVAL = 30 * SECOND_NS;
const DEFAULT_TIMEOUT = 30 * SECOND_NS;
const DEFAULT_START_INTERVAL = 5 * SECOND_NS;
const DEFAULT_RETRIES = 3;
/** As Docker: so many probes are remembered, with so many bytes of output each. */
const KEPT_PROBES = 5;
const KEPT_OUTPUT = 4096;
const SIGKILL = 9;

/** Begins the health checks of a container that has just started (or was found running), if it has any. */
export function monitorHealth(room: Room, container: Container): void {
  const check = container.record.config.Healthcheck;
  const command = probeCommand(container, check?.Test ?? []);
  container.healthChecks?.abort();
  if (!check || !command) {
    delete container.state.health;
    return;
  }
  const abort = new AbortController();
  container.healthChecks = abort;
  const isContinued = container.state.health?.Status === 'healthy' && container.state.restartCount === 0;
  if (!isContinued || !container.state.health) {
    container.state.health = { Status: 'starting', FailingStreak: 0, Log: [] };
    container.saveState();
  }
  scheduleProbe(room, container, check, command, abort.signal);
}

function probeCommand(container: Container, test: string[]): string[] | undefined {
  const [kind, ...rest] = test;
  if (kind === 'CMD') return rest;
  if (kind !== 'CMD-SHELL') return undefined;
  return [...(container.record.config.Shell ?? ['/bin/sh', '-c']), ...rest];
}

function scheduleProbe(
  room: Room,
  container: Container,
  check: HealthConfig,
  command: string[],
  signal: AbortSignal,
): void {
  const isStarting = container.state.health?.Status === 'starting' && inStartPeriod(container, check);
  const interval = isStarting
    ? check.StartInterval || DEFAULT_START_INTERVAL
    : check.Interval || DEFAULT_INTERVAL;
  const timer = setTimeout(() => void probeAndGoOn(), interval / 1e6);
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });

  async function probeAndGoOn(): Promise<void> {
    const entry = await probe(room, container, command, (check.Timeout || DEFAULT_TIMEOUT) / 1e6);
    if (signal.aborted) return;
    record(room, container, check, entry);
    scheduleProbe(room, container, check, command, signal);
  }
}

function inStartPeriod(container: Container, check: HealthConfig): boolean {
  const age = Date.now() - Date.parse(container.state.startedAt);
  return age < (check.StartPeriod ?? 0) / 1e6;
}

function now(): string {
  return formatTimestamp(BigInt(Date.now()) * 1_000_000n);
}

async function probe(
  room: Room,
  container: Container,
  command: string[],
  timeout: number,
): Promise<HealthLogEntry> {
  const Start = now();
  if (container.state.status === 'paused') return { Start, End: now(), ExitCode: 0, Output: '' };
  let output = '';
  try {
    const exec = createExec(room, container, { Cmd: command, AttachStdout: true, AttachStderr: true });
    const stream = await startExec(room, exec, { detach: false, tty: false });
    const frames = new FrameDecoder();
    stream?.on('data', (chunk: Buffer) => {
      for (const { payload } of frames.push(chunk)) {
        if (output.length < KEPT_OUTPUT) output += Buffer.from(payload).toString();
      }
    });
    stream?.end();
    const isLate = exec.running && (await endsLate(room, exec, timeout));
    room.execs.delete(exec.id);
    if (isLate) {
      const seconds = `${timeout / 1000}s`;
      return {
        Start,
        End: now(),
        ExitCode: -1,
        Output: `Health check exceeded timeout (${seconds})${output ? `: ${output}` : ''}`,
      };
    }
    return { Start, End: now(), ExitCode: exec.exitCode ?? -1, Output: output.slice(0, KEPT_OUTPUT) };
  } catch (error) {
    return { Start, End: now(), ExitCode: -1, Output: messageOf(error) };
  }
}

/** Waits for a probe's end; one that takes too long is killed. */
function endsLate(
  room: Room,
  exec: { id: string; onExit: (() => void)[] },
  timeout: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      void room.keeper.signal(exec.id, SIGKILL);
    }, timeout);
    exec.onExit.push(() => {
      clearTimeout(timer);
      resolve(isLate);
    });
  });
}

/** Docker's rules: one success is health; so many failures in a row are illness, but failures in the start period do not count. */
function record(room: Room, container: Container, check: HealthConfig, entry: HealthLogEntry): void {
  const { health } = container.state;
  if (!health || container.state.status !== 'running') return;
  const before = health.Status;
  if (entry.ExitCode === 0) {
    health.FailingStreak = 0;
    health.Status = 'healthy';
  } else if (!(before === 'starting' && inStartPeriod(container, check))) {
    health.FailingStreak++;
    if (health.FailingStreak >= (check.Retries || DEFAULT_RETRIES)) health.Status = 'unhealthy';
  }
  health.Log = [...(health.Log ?? []), entry].slice(-KEPT_PROBES);
  container.saveState();
  if (health.Status !== before) container.emit(room.events, `health_status: ${health.Status}`);
}
