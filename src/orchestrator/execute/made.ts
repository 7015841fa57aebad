import type { ContainerSummary } from '../../engine-api/index.ts';
import { EngineError, UserError } from '../../shared/index.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { type Emit, reporter } from '../progress.ts';

/** What a run made and would leave half-made, should it fail. */
export interface Made {
  networks: string[];
  volumes: string[];
  /** Id → name, of those that were not started yet. One that took another's place is not among them: it has its volumes. */
  containers: Map<string, string>;
}

export function nothingMade(): Made {
  return { networks: [], volumes: [], containers: new Map() };
}

interface UndoContext extends ContainerQuery {
  onEvent: Emit;
}

/**
 * Does work that makes things; when it is refused, removes what it made and could not start. What runs, what was there before, and
 * what others use by now stays. An interruption leaves everything for the next run, as does an engine that does not answer any more.
 */
export async function undoingOnFailure<T>(
  context: UndoContext,
  work: (made: Made) => Promise<T>,
): Promise<T> {
  const made = nothingMade();
  try {
    return await work(made);
  } catch (error) {
    if (!context.signal.aborted && (error instanceof EngineError || error instanceof UserError))
      await removeMade(context, made);
    throw error;
  }
}

/** None of its own failures is told: the one that led here is what matters. */
export async function removeMade(context: UndoContext, made: Made): Promise<void> {
  const { onEvent } = context;
  await Promise.all(
    [...made.containers].map(async ([id, name]) => {
      // Not by force: one that runs after all is not half-made.
      if (await remove(context, `/containers/${id}`, { v: true }))
        reporter(onEvent, 'container', name).done('Removed');
    }),
  );
  await Promise.all([
    ...made.networks.map(async (name) => {
      if (await isUsed(context, name)) return;
      if (await remove(context, `/networks/${encodeURIComponent(name)}`))
        reporter(onEvent, 'network', name).done('Removed');
    }),
    ...made.volumes.map(async (name) => {
      if (await remove(context, `/volumes/${encodeURIComponent(name)}`))
        reporter(onEvent, 'volume', name).done('Removed');
    }),
  ]);
}

/** Engines remove a network that only stopped containers use. */
async function isUsed({ client, signal }: ContainerQuery, network: string): Promise<boolean> {
  const query = { all: true, filters: { network: [network] } };
  const users = client.json<ContainerSummary[]>({ method: 'GET', path: '/containers/json', query, signal });
  return users.then(
    ({ length }) => length > 0,
    () => true,
  );
}

async function remove(
  { client, signal }: ContainerQuery,
  path: string,
  query: Record<string, boolean> = {},
): Promise<boolean> {
  return client.json({ method: 'DELETE', path, query, signal }).then(
    () => true,
    () => false,
  );
}
