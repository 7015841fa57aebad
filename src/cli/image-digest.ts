import { EngineError } from '../shared/index.ts';
import type { CommandContext } from './context.ts';
import { loadOrchestrator, withEngine } from './operation.ts';

/** The digest of an image in its registry. */
export async function imageDigest(context: CommandContext, image: string): Promise<string> {
  const { signal } = context;
  return withEngine(context, async (client) => {
    try {
      return await (await loadOrchestrator()).imageDigest({ client, signal }, image);
    } catch (error) {
      // Docker's own words name no image.
      if (!(error instanceof EngineError)) throw error;
      const message = `failed to resolve digest for ${image}: ${error.message}`;
      throw new EngineError(error.kind, message, { cause: error });
    }
  });
}
