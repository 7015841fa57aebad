/** Does one step into the upper folder of a new layer. */
import { messageOf } from '../../../shared/index.ts';
import type { StepRequest } from '../../containers/contract.ts';
import type { Layer, LayerDraft } from '../../images/contract.ts';
import { goQuote } from '../plan/go-format.ts';
import type { CopyStep, RunStep, Step, WorkdirStep } from '../plan/plan.ts';
import { isAbort, ProcessExit } from './build-error.ts';
import { type PreparedItem, prepareItem } from './copy-items.ts';
import type { FileSources } from './file-sources.ts';
import { resolveOwner } from './owner.ts';
import { makeFolders } from './root-path.ts';
import { mountKeys, openMounts } from './run-mounts.ts';
import type { BuildSession } from './session.ts';

export interface PreparedStep {
  /** All that decides the result, but for the layers below. */
  key: unknown;
  /** The result does not look at the layers below. */
  independent: boolean;
  perform: (work: StepWork) => Promise<void>;
}

export interface StepWork {
  draft: LayerDraft;
  parents: Layer[];
  onOutput: (stream: 'stdout' | 'stderr', text: string) => void;
  /** What was read is not what the key says. */
  onChanged: () => void;
}

/** Reads what the step would read, as far as its key needs that. @throws Error when a source is missing or not allowed. */
export async function prepareStep(
  session: BuildSession,
  sources: FileSources,
  step: Step,
): Promise<PreparedStep> {
  if (step.kind === 'run') return await prepareRun(session, sources, step);
  if (step.kind === 'copy') return await prepareCopy(session, sources, step);
  return {
    key: ['workdir', step.path, step.user],
    independent: false,
    perform: (work) => makeWorkdir(session, step, work),
  };
}

async function prepareCopy(
  session: BuildSession,
  sources: FileSources,
  step: CopyStep,
): Promise<PreparedStep> {
  const items: PreparedItem[] = [];
  try {
    for (const item of step.items) items.push(await prepareItem(session, sources, step, item));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.endsWith(': not found')) throw error;
    throw new Error(`failed to compute cache key: ${error.message}`, { cause: error });
  }
  const { destination, chown, chmod, exclude, link } = step;
  return {
    key: ['copy', destination, chown ?? '', chmod ?? '', exclude, link, items.map((item) => item.key)],
    independent: link,
    perform: (work) =>
      inRoot(session, work, link, async (root) => {
        const owner = chown === undefined ? undefined : resolveOwner(root, chown, unknownOwner(work));
        for (const item of items) await item.put({ root, owner, onChanged: work.onChanged });
      }),
  };
}

/** Mounts the layers with the new one on top, unless there is nothing below that matters. */
async function inRoot(
  session: BuildSession,
  { draft, parents }: StepWork,
  independent: boolean,
  work: (root: string) => Promise<void> | void,
): Promise<void> {
  if (independent || parents.length === 0) {
    await work(draft.upperDir);
    return;
  }
  const lowerDirs = parents.map((layer) => layer.dir);
  const root = session.views.writable(lowerDirs, draft.upperDir, draft.workDir);
  try {
    await work(root);
  } finally {
    session.views.release(root);
  }
}

function unknownOwner(work: StepWork): (text: string) => void {
  return (text) => work.onOutput('stderr', `warning: ${text}\n`);
}

function makeWorkdir(session: BuildSession, step: WorkdirStep, work: StepWork): Promise<void> {
  return inRoot(session, work, false, (root) => {
    const owner = step.user === '' ? undefined : resolveOwner(root, step.user, unknownOwner(work));
    makeFolders(root, step.path, owner);
  });
}

async function prepareRun(session: BuildSession, sources: FileSources, step: RunStep): Promise<PreparedStep> {
  const { request } = session;
  checkEntitlements(step, request.entitlements ?? []);
  const network = networkOf(step, request.networkMode);
  const mounts = await mountKeys(sources, step.mounts);
  const { args, env, cwd, user, insecure, script } = step;
  return {
    key: ['run', args, env, cwd, user, insecure, script ?? null, network, mounts, request.extraHosts],
    independent: false,
    perform: (work) => runProcess(session, sources, step, network, work),
  };
}

function checkEntitlements(step: RunStep, granted: string[]): void {
  if (step.insecure && !granted.includes('security.insecure'))
    throw new Error('failed to load LLB: security.insecure is not allowed');
  if (step.network === 'host' && !granted.includes('network.host'))
    throw new Error('failed to load LLB: network.host is not allowed');
}

function networkOf(step: RunStep, mode: string | undefined): StepRequest['network'] {
  if (step.network !== 'default') return step.network;
  switch (mode) {
    case 'none':
    case 'host':
      return mode;
    case undefined:
    case '':
    case 'default':
    case 'bridge':
      return 'default';
    default:
      throw new Error(`network mode ${JSON.stringify(mode)} not supported by buildkit`);
  }
}

async function runProcess(
  session: BuildSession,
  sources: FileSources,
  step: RunStep,
  network: StepRequest['network'],
  { draft, parents, onOutput }: StepWork,
): Promise<void> {
  const { request } = session;
  const opened = await openMounts(session, sources, step);
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const command = goQuote(step.args.join(' '));
  let exitCode: number;
  try {
    exitCode = await session.steps.run({
      layers: parents,
      upperDir: draft.upperDir,
      workDir: draft.workDir,
      args: step.args,
      env: [...step.hiddenEnv, ...step.env, ...opened.env],
      cwd: step.cwd,
      user: step.user,
      mounts: opened.mounts,
      network,
      privileged: step.insecure,
      extraHosts: request.extraHosts,
      signal: session.signal,
      onOutput: (stream, chunk) => onOutput(stream, decoders[stream].decode(chunk, { stream: true })),
      ...(request.shmSize === undefined ? {} : { shmSize: request.shmSize }),
      ...(request.ulimits === undefined ? {} : { ulimits: request.ulimits }),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Error(`process ${command} did not complete successfully: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    opened.release();
  }
  session.signal.throwIfAborted();
  if (exitCode !== 0) {
    throw new ProcessExit(
      `process ${command} did not complete successfully: exit code: ${exitCode}`,
      exitCode,
    );
  }
}
