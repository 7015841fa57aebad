import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds: a reaper that has not come so far by then does not take signals at all. */
const PATIENCE_MS = 2000;
const LOOK_AGAIN_MS = 1;

/**
 * Resolves when the reaper of `init: true` takes signals, or after two seconds. The kernel drops what is sent to a container's first
 * process before that process has asked for it, and a stop would then last its whole grace period. Nothing announces that
 * moment, but a reaper asks for signals before it starts its program: so its first child is looked for.
 */
export async function initListens(pid: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (isAlone(pid) && Date.now() < deadline) await delay(LOOK_AGAIN_MS);
}

/** False too for a process that is gone, and on a kernel that does not tell (proc_tid_children(5)). */
function isAlone(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8') === '';
  } catch {
    return false;
  }
}
