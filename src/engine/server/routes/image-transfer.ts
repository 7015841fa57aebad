import { EngineError } from '../../../shared/index.ts';
import type { Images, PullOptions } from '../../images/contract.ts';
import type { Call } from '../call.ts';
import { serveProgress } from '../json-lines.ts';
import { registryAuthOf } from '../registry-headers.ts';
import type { Route } from '../router.ts';
import { importImage } from './image-import.ts';

type Backend = Pick<Images, 'pull' | 'push' | 'save' | 'load' | 'find' | 'remoteDigest' | 'importRootfs'>;

/** Images that come and go: registries and archives. */
export function imageTransferRoutes(images: Backend): Route[] {
  return [
    { method: 'POST', pattern: '/images/create', handle: (call) => create(images, call) },
    { method: 'POST', pattern: '/images/{name+}/push', handle: (call) => push(images, call) },
    {
      method: 'POST',
      pattern: '/images/load',
      handle: (call) => serveProgress(call, async (write) => void (await images.load(call.request, write))),
    },
    {
      method: 'GET',
      pattern: '/images/get',
      handle: (call) => save(images, call, call.query.all('names')),
    },
    {
      method: 'GET',
      pattern: '/images/{name+}/get',
      handle: (call) => save(images, call, [call.param('name')]),
    },
    {
      method: 'GET',
      pattern: '/distribution/{name+}/json',
      async handle(call) {
        call.json(await images.remoteDigest(call.param('name'), await transferOptions(call)));
      },
    },
  ];
}

/** Options of a transfer without its progress. */
async function transferOptions(call: Call): Promise<PullOptions> {
  const auth = await registryAuthOf(call);
  const platform = call.query.text('platform');
  return { signal: call.signal, ...(auth ? { auth } : {}), ...(platform ? { platform } : {}) };
}

async function create(images: Backend, call: Call): Promise<void> {
  const source = call.query.text('fromSrc');
  if (source !== undefined) {
    await importImage(images, call, source);
    return;
  }
  const image = call.query.text('fromImage');
  if (image === undefined) throw new EngineError('invalid', 'missing parameter: fromImage');
  const options = await transferOptions(call);
  await serveProgress(call, async (write) => {
    await images.pull(withTag(image, call.query.text('tag')), { ...options, onProgress: write });
  });
}

async function push(images: Backend, call: Call): Promise<void> {
  const reference = withTag(call.param('name'), call.query.text('tag'));
  const options = await transferOptions(call);
  await serveProgress(call, async (write) => images.push(reference, { ...options, onProgress: write }));
}

/** Clients give tag or digest apart from the name, or in it. */
function withTag(name: string, tag: string | undefined): string {
  if (tag === undefined) return name;
  return tag.includes(':') ? `${name}@${tag}` : `${name}:${tag}`;
}

async function save(images: Backend, call: Call, names: string[]): Promise<void> {
  for (const name of names) {
    if (!images.find(name)) throw new EngineError('not-found', `No such image: ${name}`);
  }
  await call.stream(images.save(names, call.signal), 'application/x-tar');
}
