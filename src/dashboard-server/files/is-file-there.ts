import type { EngineClient } from '../../engine-client/index.ts';
import { EngineError } from '../../shared/index.ts';

/** Whether a container has a path, found without running anything in it. */
export async function isFileThere(
  container: string,
  path: string,
  client: EngineClient,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { body } = await client.open({
      method: 'HEAD',
      path: `/containers/${container}/archive`,
      query: { path },
      signal,
    });
    for await (const _chunk of body) break;
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return false;
    throw error;
  }
}
