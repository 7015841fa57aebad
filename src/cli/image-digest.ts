import type { DistributionInspect } from '../engine-api/index.ts';
import type { CommandContext } from './context.ts';
import { withEngine } from './operation.ts';

/** The digest of an image in its registry, which the engine is asked to look up. */
export async function imageDigest(context: CommandContext, image: string): Promise<string> {
  return withEngine(context, async (client) => {
    const { encodeAuth, openCredentials } = await import('../engine-client/index.ts');
    const auth = await openCredentials(context.env).forImage(image);
    const { Descriptor } = await client.json<DistributionInspect>({
      method: 'GET',
      path: `/distribution/${image}/json`,
      signal: context.signal,
      ...(auth === undefined ? {} : { headers: { 'X-Registry-Auth': encodeAuth(auth) } }),
    });
    return Descriptor.digest;
  });
}
