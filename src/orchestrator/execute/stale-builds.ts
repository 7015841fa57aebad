import type { Exact, ImageInspect, TuttiBuildRequest, TuttiFingerprint } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import { imageName } from '../model/names.ts';
import { buildRequest } from './build-in-folder.ts';
import { imageBuild } from './image-build.ts';
import type { Work } from './work.ts';

/** On images that we build: the digest of all that the build read. */
export const fingerprintLabel = 'dev.tutti.build.fingerprint';

/**
 * Services whose image is there and was built from other inputs than those of now: another Dockerfile, context, argument or base.
 * Images without our label are left alone, as are services that say when to build (`pull_policy`), and all of them with
 * `COMPOSE_AUTOBUILD=0`.
 */
export async function staleBuilds(
  work: Pick<Work, 'client' | 'signal' | 'project'>,
  images: ReadonlyMap<string, ImageInspect>,
): Promise<string[]> {
  const { project } = work;
  if (project.environment.COMPOSE_AUTOBUILD === '0') return [];
  const judged = await Promise.all(
    Object.entries(project.services).map(async ([service, config]) => {
      const built = images.get(imageName(project, service, config))?.Config?.Labels?.[fingerprintLabel];
      if (config.build === undefined || config.pull_policy !== undefined || built === undefined) return [];
      const now = await fingerprintOf(
        work,
        await buildRequest(project, imageBuild(project, service, { forRunning: true }), {}),
      );
      return now === undefined || now === built ? [] : [service];
    }),
  );
  return judged.flat();
}

/** Undefined when the engine cannot tell: it has no such endpoint, a base image is not there yet, or the inputs are not readable. */
export async function fingerprintOf(
  { client, signal }: Pick<Work, 'client' | 'signal'>,
  request: Exact<TuttiBuildRequest>,
): Promise<string | undefined> {
  if (!(await client.offers('build/fingerprint'))) return undefined;
  const { Secrets: _secrets, Auth: _auth, Tags: _tags, NoCache: _noCache, Pull: _pull, ...inputs } = request;
  const path = '/tutti/build/fingerprint';
  try {
    return (await client.json<TuttiFingerprint>({ method: 'POST', path, body: inputs, signal })).Fingerprint;
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
