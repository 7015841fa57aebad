import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { LayerFile, StorageCalls } from '../../dashboard-api/index.ts';
import type { TarEntry } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import type { CallHandler } from '../registry.ts';
import { inspectImage } from './layers.ts';

/** Files of one layer that are listed. */
const shownAtMost = 20_000;

/** Bytes between two words of progress. */
const progressEvery = 16 * 1024 ** 2;

/** Reads the image as `docker save` would, as far as the layer: engines give a layer in no other way. */
export const listLayerFiles: CallHandler<StorageCalls['image.files']>['run'] = async (
  { image, layer },
  context,
  progress,
) => {
  const live = await context.engine();
  const { signal } = context;
  const { Id, RootFS, Size } = await inspectImage(image, live, signal);
  const digest = RootFS.Layers?.[layer];
  if (digest === undefined) throw new UserError('no-such-layer', `this image has no layer ${layer}`);
  const path = `/images/${encodeURIComponent(Id)}/get`;
  const { body } = await live.client.open({ method: 'GET', path, signal });
  const { tarEntries } = await import('../../orchestrator/index.ts');
  const source = counting(body, (read) => progress({ read, total: Size }));
  for await (const { name, content } of tarEntries(source)) {
    // The layout of OCI images: blobs lie under their digests, and an unpacked layer's is the one that images name.
    if (name === `blobs/${digest.replace(':', '/')}`) return filesOf(content, tarEntries);
  }
  throw new UserError('layer-not-found', 'the engine gives this layer packed or under another name', {
    hint: `It is ${digest}; "docker save" writes the whole image.`,
  });
};

async function filesOf(
  content: AsyncIterable<Buffer>,
  tarEntries: (source: AsyncIterable<Uint8Array>) => AsyncIterable<TarEntry>,
): Promise<{ files: LayerFile[]; cut: boolean }> {
  const files: LayerFile[] = [];
  for await (const entry of tarEntries(await unpacked(content))) {
    if (files.length >= shownAtMost) return { files, cut: true };
    files.push(fileOf(entry));
  }
  return { files, cut: false };
}

/** Some engines keep layers compressed. */
async function unpacked(content: AsyncIterable<Buffer>): Promise<AsyncIterable<Uint8Array>> {
  const chunks = content[Symbol.asyncIterator]();
  const first = await chunks.next();
  async function* whole(): AsyncGenerator<Buffer, void, undefined> {
    for (let next = first; !next.done; next = await chunks.next()) yield next.value;
  }
  const isGzip = !first.done && first.value[0] === 0x1f && first.value[1] === 0x8b;
  return isGzip ? Readable.from(whole()).pipe(createGunzip()) : whole();
}

const kinds: Readonly<Record<string, LayerFile['kind']>> = {
  '2': 'link',
  '3': 'device',
  '4': 'device',
  '5': 'folder',
  '6': 'pipe',
};

/** `.wh.NAME` says that NAME of a layer below is removed (OCI image specification, "Whiteouts"). */
function fileOf({ name, type, size, mode, link }: TarEntry): LayerFile {
  const path = name.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
  const removed = /(^|\/)\.wh\.([^/]+)$/.exec(path);
  if (removed !== null) {
    const whole =
      removed[2] === '.wh..opq' ? path.slice(0, removed.index) : path.replace(/\.wh\.([^/]+)$/, '$1');
    return { path: whole, kind: 'removed', size: 0, mode: 0 };
  }
  const kind = kinds[type] ?? 'file';
  return { path, kind, size, mode, ...(link === '' ? {} : { target: link }) };
}

async function* counting(
  source: AsyncIterable<Uint8Array>,
  tell: (read: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let read = 0;
  let told = 0;
  for await (const chunk of source) {
    read += chunk.length;
    if (read - told >= progressEvery) tell((told = read));
    yield chunk;
  }
}
