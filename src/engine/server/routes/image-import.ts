import { EngineError } from '../../../shared/index.ts';
import type { ImageConfig, Images } from '../../images/contract.ts';
import type { Call } from '../call.ts';
import { serveProgress } from '../json-lines.ts';

type Backend = Pick<Images, 'beginLayer' | 'unpack' | 'addImage'>;

/** `docker import`: a root file system as a tar archive becomes an image of one layer. */
export async function importImage(images: Backend, call: Call, source: string): Promise<void> {
  if (source !== '-') {
    throw new EngineError(
      'not-implemented',
      'importing from a URL is not implemented: download the archive and send it as the body (docker import -)',
    );
  }
  const config = importedConfig(call);
  await serveProgress(call, async (write) => {
    const draft = await images.beginLayer();
    try {
      await images.unpack(call.request, draft.upperDir, { signal: call.signal });
    } catch (error) {
      await draft.discard();
      throw error;
    }
    const image = await images.addImage({
      config,
      layers: [await draft.commit()],
      tags: importedTags(call),
    });
    write({ status: image.id });
  });
}

function importedTags(call: Call): string[] {
  const repo = call.query.text('repo');
  if (repo === undefined) return [];
  const tag = call.query.text('tag');
  const named = tag ?? (/:[^/]+$/.test(repo) ? undefined : 'latest');
  return [named === undefined ? repo : `${repo}:${named}`];
}

function importedConfig(call: Call): Omit<ImageConfig, 'rootfs'> {
  const created = new Date().toISOString();
  const [os, architecture, variant] = call.query.text('platform')?.split('/') ?? [];
  return {
    created,
    architecture: architecture ?? (process.arch === 'x64' ? 'amd64' : process.arch),
    os: os ?? 'linux',
    ...(variant === undefined ? {} : { variant }),
    config: {},
    history: [{ created, comment: call.query.text('message') ?? 'Imported from -' }],
  };
}
