import type { BatchJob, BatchResult, BatchStep } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';
import type { Containers } from '../../containers/contract.ts';
import type { Call } from '../call.ts';
import { describeFailure } from '../errors.ts';
import { JsonLines, readJsonLines } from '../json-lines.ts';
import { loadSchemas } from '../load-schemas.ts';
import type { Route } from '../router.ts';

type Backend = Pick<Containers, 'create' | 'connectNetwork' | 'rename' | 'start' | 'stop' | 'remove'>;

/** Many containers over one connection: jobs come as lines, run at the same time, and answer as they get on. */
export function tuttiBatchRoutes(containers: Backend): Route[] {
  return [
    { method: 'POST', pattern: '/tutti/containers/batch', handle: (call) => serveBatch(containers, call) },
  ];
}

async function serveBatch(containers: Backend, call: Call): Promise<void> {
  const { batchJob, checkValue } = await loadSchemas();
  const lines = new JsonLines(call);
  lines.open();
  const answer = (result: BatchResult): void => lines.write(result);
  const running: Promise<void>[] = [];
  try {
    for await (const value of readJsonLines(call)) {
      running.push(runJob(containers, checkValue(value, batchJob), answer, call.signal));
    }
  } catch (error) {
    // What came before the broken line goes on: its sender reads the answers.
    const { status, message } = describeFailure(error);
    answer({ Key: '', Error: { Status: status, Message: message } });
  }
  await Promise.all(running);
  lines.end();
}

/**
 * Runs one job's steps in their order and answers each; the first failure ends the job, and so does a client that goes: who interrupts
 * `down` while containers stop keeps them, as with one call for each step. Never rejects.
 */
async function runJob(
  containers: Backend,
  job: BatchJob,
  answer: (result: BatchResult) => void,
  gone: AbortSignal,
): Promise<void> {
  const { Key } = job;
  let step: BatchStep | undefined;
  let id = job.Id;
  try {
    for (const [name, run] of stepsOf(containers, job)) {
      if (gone.aborted) return;
      step = name;
      const done = await run(id);
      id = done.Id ?? id;
      answer({ Key, Step: name, ...(id === undefined ? {} : { Id: id }), ...done });
    }
    answer({ Key, ...(id === undefined ? {} : { Id: id }), Done: true });
  } catch (error) {
    const { status, message } = describeFailure(error);
    answer({ Key, ...(step ? { Step: step } : {}), Error: { Status: status, Message: message } });
  }
}

type Step = [name: BatchStep, run: (id: string | undefined) => Promise<{ Id?: string; Warnings?: string[] }>];

function stepsOf(containers: Backend, job: BatchJob): Step[] {
  const steps: Step[] = [];
  const add = (name: BatchStep, act: (id: string) => Promise<void>): void => {
    steps.push([
      name,
      async (id) => {
        await act(known(id));
        return {};
      },
    ]);
  };
  const { Create, Connect, Rename, Start, Stop, Remove } = job;
  if (Create) steps.push(['create', () => containers.create(Create.Name, Create.Config)]);
  if (Connect) {
    add('connect', async (id) => {
      for (const [network, settings] of Object.entries(Connect)) {
        await containers.connectNetwork(network, id, settings);
      }
    });
  }
  if (Rename !== undefined) add('rename', (id) => containers.rename(id, Rename));
  if (Start) add('start', (id) => unlessDone(containers.start(id)));
  if (Stop) add('stop', (id) => unlessDone(containers.stop(id, stopOptions(Stop))));
  if (Remove) {
    const options = { force: Remove.Force ?? false, volumes: Remove.Volumes ?? false };
    add('remove', (id) => containers.remove(id, options));
  }
  return steps;
}

function known(id: string | undefined): string {
  if (id === undefined) throw new EngineError('invalid', 'the job names no container: give Id or Create');
  return id;
}

/** That it was so already is no failure. */
async function unlessDone(act: Promise<void>): Promise<void> {
  try {
    await act;
  } catch (error) {
    if (!(error instanceof EngineError && error.kind === 'not-modified')) throw error;
  }
}

function stopOptions(stop: { Timeout?: number; Signal?: string }): { signal?: string; timeout?: number } {
  return {
    ...(stop.Signal === undefined ? {} : { signal: stop.Signal }),
    ...(stop.Timeout === undefined ? {} : { timeout: stop.Timeout }),
  };
}
