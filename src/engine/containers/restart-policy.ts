import type { Container } from './container.ts';
import type { Room } from './room.ts';
import { startContainer } from './start.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 60_000;
/** A run of this length counts as a success: the delay starts anew. */
const GOOD_RUN_MS = 10_000;

/** What the policy says after an exit (Docker's "Start containers automatically"). */
export function shallRestart(container: Container, exitCode: number): boolean {
  const { Name, MaximumRetryCount = 0 } = container.record.hostConfig.RestartPolicy ?? {};
  const { manuallyStopped, restartCount } = container.state;
  if (manuallyStopped) return false;
  if (Name === 'always' || Name === 'unless-stopped') return true;
  return (
    Name === 'on-failure' && exitCode !== 0 && (MaximumRetryCount === 0 || restartCount < MaximumRetryCount)
  );
}

/** Whether a container that did not run when the engine started shall run now. */
export function shallRunAtBoot(container: Container): boolean {
  const name = container.record.hostConfig.RestartPolicy?.Name;
  return name === 'always' || (name === 'unless-stopped' && !container.state.manuallyStopped);
}

export function scheduleRestart(room: Room, container: Container): void {
  const lasted = Date.parse(container.state.finishedAt) - Date.parse(container.state.startedAt);
  const previous = lasted >= GOOD_RUN_MS ? 0 : container.restartDelay;
  container.restartDelay = previous === 0 ? FIRST_DELAY_MS : Math.min(previous * 2, LONGEST_DELAY_MS);
  container.restartTimer = setTimeout(() => restartNow(room, container), container.restartDelay);
}

function restartNow(room: Room, container: Container): void {
  container.restartTimer = undefined;
  void container.inOrder(async () => {
    if (container.removed || container.state.status !== 'restarting') return;
    container.state.restartCount++;
    try {
      await startContainer(room, container);
    } catch (error) {
      room.reportProblem(`restarting container ${container.name}`, error);
      if (!shallRestart(container, container.state.exitCode)) return;
      container.state.status = 'restarting';
      container.saveState();
      scheduleRestart(room, container);
    }
  });
}

/** Ends the waiting for the next start; false when there was none. */
export function cancelRestart(container: Container): boolean {
  if (container.state.status !== 'restarting') return false;
  clearTimeout(container.restartTimer);
  container.restartTimer = undefined;
  container.state.status = 'exited';
  container.saveState();
  container.signals.emit('exit');
  return true;
}
