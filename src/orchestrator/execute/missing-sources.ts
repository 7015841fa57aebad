import { existsSync } from 'node:fs';
import type { ContainerCreateRequest, Exact } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { EngineError } from '../../shared/index.ts';

/**
 * Podman makes a folder of whatever is to be mounted and is not there, also of a secret's file; Docker refuses, unless it is told
 * to make it. Only where the engine is known to have this machine's files.
 * @throws EngineError in Docker's words
 */
export async function refuseMissingSources(
  client: EngineClient,
  { HostConfig }: Exact<ContainerCreateRequest>,
): Promise<void> {
  const isHere = client.endpoint.transport === 'unix' && process.platform === 'linux';
  if (!isHere || !(await client.isPodman())) return;
  for (const { Type, Source = '', BindOptions } of HostConfig?.Mounts ?? []) {
    if (Type !== 'bind' || BindOptions?.CreateMountpoint || existsSync(Source)) continue;
    const message = `invalid mount config for type "bind": bind source path does not exist: ${Source}`;
    throw new EngineError('invalid', message);
  }
}
