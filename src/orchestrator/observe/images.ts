import type { ImageInspect } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { ContainerQuery } from './containers.ts';

/** Undefined when the engine does not have it. */
export async function inspectImage(
  { client, signal }: ContainerQuery,
  name: string,
): Promise<ImageInspect | undefined> {
  try {
    return await client.json<ImageInspect>({
      method: 'GET',
      path: `/images/${encodeName(name)}/json`,
      signal,
    });
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

/** Each name once, at the same time. */
export async function inspectImages(
  query: ContainerQuery,
  names: Iterable<string>,
): Promise<Map<string, ImageInspect>> {
  const found = new Map<string, ImageInspect>();
  await Promise.all(
    [...new Set(names)].map(async (name) => {
      const image = await inspectImage(query, name);
      if (image !== undefined) found.set(name, image);
    }),
  );
  return found;
}

/** A reference as part of a path: its slashes and colons stay. */
export function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%40', '@');
}
