import type { ContainerInspect, ContainerSummary } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { EngineError } from '../../shared/index.ts';
import { label } from '../labels.ts';

export interface ContainerQuery {
  client: EngineClient;
  signal: AbortSignal;
}

/** Only containers that Compose made carry a hash; others may carry the project's label by accident. */
export async function listContainers(
  { client, signal }: ContainerQuery,
  project: string,
  options: {
    all?: boolean;
    oneOff?: 'include' | 'exclude' | 'only';
    service?: string;
    status?: string[];
  } = {},
): Promise<ContainerSummary[]> {
  const labels = [`${label.project}=${project}`, label.configHash];
  if (options.service !== undefined) labels.push(`${label.service}=${options.service}`);
  if (options.oneOff === 'exclude') labels.push(`${label.oneOff}=False`);
  if (options.oneOff === 'only') labels.push(`${label.oneOff}=True`);
  const status = options.status === undefined ? {} : { status: options.status };
  const containers = await client.json<ContainerSummary[]>({
    method: 'GET',
    path: '/containers/json',
    query: { all: options.all ?? true, filters: { label: labels, ...status } },
    signal,
  });
  return containers.map(asDocker);
}

/** Podman has one more state between a container's end and its cleaning up. */
function asDocker(container: ContainerSummary): ContainerSummary {
  return (container.State as string) === 'stopped' ? { ...container, State: 'exited' } : container;
}

/** Undefined when the container is gone. */
export async function inspectContainer(
  { client, signal }: ContainerQuery,
  id: string,
): Promise<ContainerInspect | undefined> {
  try {
    return await client.json<ContainerInspect>({ method: 'GET', path: `/containers/${id}/json`, signal });
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return undefined;
    throw error;
  }
}
