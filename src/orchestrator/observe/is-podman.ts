import type { EngineClient } from '../../engine-client/index.ts';

/** Podman's API service has no BuildKit, and does not look into registries for others. */
export async function isPodman(client: EngineClient): Promise<boolean> {
  const { Components } = await client.version();
  return Components.some(({ Name }) => /podman/i.test(Name));
}
