import type { ContainerSummary } from '../../engine-api/index.ts';
import type { ContainerQuery } from './containers.ts';

/** Podman's list of Docker's API says nothing of health; that of its own API does, in `Status`. Here it is where Docker has it. */
export async function withHealth(
  { client, signal }: ContainerQuery,
  containers: ContainerSummary[],
): Promise<ContainerSummary[]> {
  if (!containers.some(({ State }) => State === 'running') || !(await client.isPodman())) return containers;
  const path = '/libpod/containers/json';
  const known = await client.json<{ Id: string; Status: string }[]>({ method: 'GET', path, signal });
  const words = new Map(known.map(({ Id, Status }) => [Id, healthWords[Status]]));
  return containers.map((container) => {
    const word = container.State === 'running' ? words.get(container.Id) : undefined;
    return word === undefined ? container : { ...container, Status: `${container.Status} (${word})` };
  });
}

const healthWords: Readonly<Record<string, string>> = {
  starting: 'health: starting',
  healthy: 'healthy',
  unhealthy: 'unhealthy',
};
