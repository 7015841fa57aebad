/** Runs one operation of the orchestrator: the engine's client, the display, and the end of both. */
import type { Project } from '../compose-file/index.ts';
import type { ConnectOptions, EngineClient } from '../engine-client/index.ts';
import type { NamedProject, Orchestrator, OrchestratorEvent } from '../orchestrator/index.ts';
import { EngineError, UserError } from '../shared/index.ts';
import type { CommandContext } from './context.ts';
import { type DisplayOptions, openDisplay, type ProgressDisplay } from './progress/display.ts';

/** Connects to the engine that the user chose, and lets go of it after the work. */
export async function withEngine<T>(
  context: CommandContext,
  work: (client: EngineClient) => Promise<T>,
  more: Pick<ConnectOptions, 'noStart'> = {},
): Promise<T> {
  const { options, env, signal } = context;
  const { connectEngine } = await import('../engine-client/index.ts');
  const client = await connectEngine({
    env,
    readOnly: options.dryRun,
    signal,
    ...more,
    ...(options.engine === undefined ? {} : { engine: options.engine }),
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.dockerContext === undefined ? {} : { context: options.dockerContext }),
    ...(options.tls === undefined ? {} : { tls: options.tls }),
  });
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** What an operation of the orchestrator is given, and the display that its events go to. */
export interface Operation<P> {
  client: EngineClient;
  project: P;
  signal: AbortSignal;
  onEvent: (event: OrchestratorEvent) => void;
  parallel?: number;
}

/** Loaded only by commands that come to need it: help, completion and mistakes in files do not. */
export function loadOrchestrator(): Promise<Orchestrator> {
  return import('../orchestrator/index.ts');
}

/** Connects, shows progress, and shows its last state also when the work fails. */
export async function operate<P extends Project | NamedProject, T>(
  context: CommandContext,
  project: P,
  display: DisplayOptions,
  work: (operation: Operation<P>, orchestrator: Orchestrator, shown: ProgressDisplay) => Promise<T>,
): Promise<T> {
  const shown = openDisplay(context, display);
  return withEngine(context, async (client) => {
    try {
      const { parallel } = context.options;
      const base = { client, project, signal: context.signal, onEvent: shown.onEvent };
      const operation = parallel === undefined ? base : { ...base, parallel };
      return await work(operation, await loadOrchestrator(), shown);
    } catch (error) {
      await addPosition(error, project);
      throw error;
    } finally {
      shown.finish();
    }
  });
}

/** Gives an error that knows its path in the project its place in the files. */
async function addPosition(error: unknown, project: object): Promise<void> {
  if (!(error instanceof UserError || error instanceof EngineError) || error.path === undefined) return;
  const { positionInFiles } = await import('../compose-file/index.ts');
  error.position ??= positionInFiles(project, error.path);
}
