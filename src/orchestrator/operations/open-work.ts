import type { Project } from '../../compose-file/index.ts';
import type { OperationContext } from '../contract.ts';
import { EngineCalls } from '../execute/batch-calls.ts';
import { type Made, nothingMade } from '../execute/made.ts';
import type { Work } from '../execute/work.ts';

/** Enough to keep an engine busy, few enough not to run out of descriptors with hundreds of services. */
const parallelAtMost = 64;

/** What an operation works with; to be disposed of when it is done. */
export function openWork(
  options: Pick<OperationContext, 'client' | 'signal' | 'onEvent' | 'parallel'> & { timeout?: number },
  project: Project,
  made: Made = nothingMade(),
): Work & Disposable {
  const { client, signal, parallel = 0 } = options;
  const calls = new EngineCalls(client, signal);
  return {
    client,
    calls,
    signal,
    emit: options.onEvent,
    project,
    made,
    provided: new Map(),
    timeout: options.timeout,
    parallel: parallel > 0 ? parallel : parallelAtMost,
    [Symbol.dispose]: () => calls.close(),
  };
}
