import type { ContainerSummary } from '../../engine-api/index.ts';
import type { OperationContext, ServiceSelection } from '../contract.ts';
import type { StatsSample } from '../contract-results.ts';
import { isGone } from '../execute/create-container.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { listContainers } from '../observe/containers.ts';
import { type EngineStats, usageOf } from '../streams/engine-stats.ts';

type StatsOptions = OperationContext & ServiceSelection & { noStream?: boolean; all?: boolean };

/** `stats`: one sample of every container at a time; the engine's own measuring (about a second) sets the pace. */
export async function* stats(options: StatsOptions): AsyncGenerator<StatsSample[], void, undefined> {
  const { services = [] } = options;
  do {
    const containers = (
      await listContainers(options, options.project.name, { all: options.all ?? false })
    ).filter((container) => services.length === 0 || services.includes(serviceOf(container)));
    yield (await Promise.all(containers.map((container) => sample(options, container)))).flat();
    if (containers.length === 0) return;
  } while (!options.noStream && !options.signal.aborted);
}

async function sample(options: StatsOptions, container: ContainerSummary): Promise<StatsSample[]> {
  try {
    const measured = await options.client.json<EngineStats>({
      method: 'GET',
      path: `/containers/${container.Id}/stats`,
      query: { stream: false },
      signal: options.signal,
    });
    return [toSample(container, measured)];
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

function toSample(container: ContainerSummary, measured: EngineStats): StatsSample {
  const identity = { service: serviceOf(container), container: nameOf(container), containerId: container.Id };
  return { ...identity, ...usageOf(measured) };
}
