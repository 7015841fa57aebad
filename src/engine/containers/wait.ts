import { once } from 'node:events';
import type { Container } from './container.ts';
import type { WaitCondition } from './contract.ts';
import { isRunning } from './record.ts';

/** Waits for the end of a container; its exit code. Ends with an `AbortError` when the signal says so. */
export async function waitContainer(
  container: Container,
  condition: WaitCondition,
  signal?: AbortSignal,
): Promise<{ StatusCode: number; Error?: { Message: string } }> {
  const until = async (event: 'exit' | 'removed'): Promise<void> => {
    await once(container.signals, event, signal ? { signal } : {});
  };
  if (condition === 'removed') {
    if (!container.removed) await until('removed');
  } else if (condition === 'next-exit') {
    await until('exit');
  } else {
    while (isRunning(container.state) || container.state.status === 'restarting') await until('exit');
    await container.ending;
  }
  // `State.Error` is no failure of the wait, which is what the answer's `Error` would tell.
  return { StatusCode: container.state.exitCode };
}
