import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import type { LayerFile, StorageCalls } from '../../dashboard-api/index.ts';
import type { TarEntry } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import type { CallHandler } from '../registry.ts';
import { inspectImage } from './layers.ts';
import { unpacked } from './unpacked.ts';

/** Files of one layer that are listed. */
const shownAtMost = 20_000;

/** Bytes between two words of progress. */
const progressEvery = 16 * 1024 ** 2;

type ReadTar = (source: AsyncIterable<Uint8Array>) => AsyncIterable<TarEntry>;

type Found = { files: LayerFile[]; cut: boolean };

/** Bytes of an archive's `manifest.json`; real ones have a few thousand. */
const longestManifest = 4 * 1024 ** 2;

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
  const { tarEntries } = await import('../../orchestrator/index.ts');
  const read = async (name: string): Promise<Found | string[]> => {
    const { body } = await live.client.open({ method: 'GET', path, signal });
    const source = counting(body, (bytes) => progress({ read: bytes, total: Size }));
    return readArchive(source, name, tarEntries);
  };
  // An unpacked layer of an OCI layout lies under the digest that images name.
  const first = await read(`blobs/${digest.replace(':', '/')}`);
  if (!Array.isArray(first)) return first;
  // Layers that were never packed before have a digest only now: the archive's manifest, at its end, tells it.
  const named = first[layer];
  const second = named === undefined ? [] : await read(named);
  if (!Array.isArray(second)) return second;
  throw new UserError('layer-not-found', 'the engine leaves this layer out of the archive of the image', {
    hint: `It is ${digest}; "docker save" writes the whole image.`,
  });
};

/** The files of the layer of that name, or the names of all layers when there is none. */
async function readArchive(
  source: AsyncIterable<Uint8Array>,
  name: string,
  readTar: ReadTar,
): Promise<Found | string[]> {
  let layers: string[] = [];
  for await (const entry of readTar(source)) {
    // Awaited here: the archive is let go of with the loop.
    if (entry.name === name) return await filesOf(entry.content, readTar);
    if (entry.name === 'manifest.json' && entry.size <= longestManifest)
      layers = layersIn(await text(entry.content));
  }
  return layers;
}

const manifests: z.ZodMiniType<{ Layers: string[] }[]> = z.array(z.object({ Layers: z.array(z.string()) }));

/** Docker's `manifest.json`, of an archive with one image. */
function layersIn(manifest: string): string[] {
  const [image] = manifests.parse(JSON.parse(manifest));
  return image?.Layers ?? [];
}

async function filesOf(content: AsyncIterable<Buffer>, readTar: ReadTar): Promise<Found> {
  const files: LayerFile[] = [];
  for await (const entry of readTar(await unpacked(content))) {
    if (files.length >= shownAtMost) return { files, cut: true };
    files.push(fileOf(entry));
  }
  return { files, cut: false };
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
