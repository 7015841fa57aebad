import type { CommandContext } from './context.ts';
import { loadOrchestrator, withEngine } from './operation.ts';

/** The digest of an image in its registry. */
export async function imageDigest(context: CommandContext, image: string): Promise<string> {
  const { signal } = context;
  return withEngine(context, async (client) =>
    (await loadOrchestrator()).imageDigest({ client, signal }, image),
  );
}
