import { EngineError } from '../../../shared/index.ts';
import { applyChanges } from '../../containers/index.ts';
import type { Images } from '../../images/contract.ts';
import type { Call } from '../call.ts';
import { serveProgress } from '../json-lines.ts';

/** `docker import`: a root file system as a tar archive becomes an image of one layer. */
export async function importImage(
  images: Pick<Images, 'importRootfs'>,
  call: Call,
  source: string,
): Promise<void> {
  if (source !== '-') {
    throw new EngineError(
      'not-implemented',
      'importing from a URL is not implemented: download the archive and send it as the body (docker import -)',
    );
  }
  const repo = call.query.text('repo');
  const tag = call.query.text('tag');
  const message = call.query.text('message');
  const platform = call.query.text('platform');
  const config = applyChanges({}, call.query.lines('changes'));
  await serveProgress(call, async (write) => {
    const image = await images.importRootfs(call.request, {
      config,
      ...(repo === undefined ? {} : { repo }),
      ...(tag === undefined ? {} : { tag }),
      ...(message === undefined ? {} : { message }),
      ...(platform === undefined ? {} : { platform }),
    });
    write({ status: image.id });
  });
}
