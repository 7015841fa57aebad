import type { EngineClient } from '../../engine-client/index.ts';
import type { BuildHistory } from '../contract-builds.ts';
import { engineHistory } from './engine-history.ts';

/** What an engine remembers of its builds; undefined where it does not (Podman, Docker before 23.0). */
export async function buildHistory(client: EngineClient): Promise<BuildHistory | undefined> {
  if (await client.offers('builds')) return engineHistory(client);
  if (/^tutti\b/i.test((await client.version()).Platform.Name) || (await client.isPodman())) return undefined;
  const { buildKitHistory } = await import('./buildkit-history.ts');
  return buildKitHistory(client);
}
