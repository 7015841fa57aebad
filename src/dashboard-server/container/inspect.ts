import type { ContainerInspect } from '../../engine-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';

export function inspect(id: string, { client }: LiveEngine, signal: AbortSignal): Promise<ContainerInspect> {
  return client.json<ContainerInspect>({ method: 'GET', path: `/containers/${id}/json`, signal });
}
