import type { EngineClient } from './contract.ts';

/**
 * By which of its names a network is to be removed. By its id, Podman removes it also from under the containers that are in it,
 * which cannot be removed themselves any more; Docker may have several of one name.
 */
export async function referenceForRemoval(
  client: EngineClient,
  { Id, Name }: { Id: string; Name: string },
): Promise<string> {
  return (await client.isPodman()) ? Name : Id;
}
