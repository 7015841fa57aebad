import type { JsonMessage } from '../../engine-api/index.ts';
import { encodeAuth } from '../../engine-client/index.ts';
import { EngineError, messageOf } from '../../shared/index.ts';
import { imageDigest } from '../observe/image-digest.ts';
import type { Emit } from '../progress.ts';
import { credentialsFor } from './credentials.ts';
import type { Work } from './work.ts';

export interface Pull {
  image: string;
  platform: string | undefined;
  /** Services that wait for it, as the display names them. */
  services: string[];
  /** Where the project says it, if it does. */
  path?: string[];
  /** A failure is not the end: the image can be built. */
  buildable: boolean;
  /** Does not tell of the layers. */
  quiet: boolean;
}

/** Pulls one image and tells of it under the names of all services that use it. Gives back why it failed when the image can be built, and throws else. */
export async function pullImage(work: Work, pull: Pull): Promise<unknown> {
  const tell = serviceTeller(work.emit, pull.services);
  tell('working', 'Pulling', '');
  try {
    await download(work, pull);
  } catch (failure) {
    const error = explainedPull(failure, pull);
    if (work.signal.aborted) tell('warning', '', 'Interrupted');
    else tell(pull.buildable ? 'warning' : 'error', pull.buildable ? 'Warning' : 'Error', messageOf(error));
    if (pull.buildable && !work.signal.aborted) return error;
    throw error;
  }
  tell('done', 'Pulled', '');
  return undefined;
}

/** What to do next, by the words of the engine; the first that matches. */
const hints: readonly [RegExp, string][] = [
  [
    /manifest unknown|manifest for .* not found/,
    'Check the name and the tag: its registry has no such image.',
  ],
  [
    /access denied|unauthorized|authentication required/i,
    'Check the name; for a private image log in to its registry first (`docker login`).',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|no such host|lookup |resolve|refused|unreachable|timed? ?out/i,
    'Check the name of the registry and the connection to it.',
  ],
];

/** Some engines say what failed and not with which image: `dial tcp: lookup registry.example: no such host`. */
function explainedPull(error: unknown, { image, path }: Pull): unknown {
  if (!(error instanceof EngineError)) return error;
  const message = error.message.includes(image) ? error.message : `cannot pull ${image}: ${error.message}`;
  const hint = error.hint ?? hints.find(([pattern]) => pattern.test(message))?.[1];
  return new EngineError(error.kind, message, {
    cause: error,
    ...(path === undefined ? {} : { path }),
    ...(hint === undefined ? {} : { hint }),
  });
}

async function download(work: Work, { image, platform, services, quiet }: Pull): Promise<void> {
  if (work.client.readOnly) {
    // That the registry has it is all that a rehearsal can find out.
    await imageDigest(work, image);
    return;
  }
  const parent = services[0] ?? image;
  const messages = work.client.lines<JsonMessage>({
    method: 'POST',
    path: '/images/create',
    query: { ...imageQuery(image), platform },
    headers: { 'X-Registry-Auth': encodeAuth(await credentialsFor(image)) },
    signal: work.signal,
  });
  for await (const message of messages) {
    if (message.error !== undefined)
      throw new EngineError('system', message.errorDetail?.message ?? message.error);
    if (!quiet) layerProgress(work.emit, parent, message);
  }
}

/** `fromImage` and `tag`; the newest is pulled when neither tag nor digest is given, not all tags. */
function imageQuery(image: string): { fromImage: string; tag: string } {
  const at = image.indexOf('@');
  if (at >= 0) return { fromImage: image.slice(0, at), tag: image.slice(at + 1) };
  const colon = image.lastIndexOf(':');
  if (colon > image.lastIndexOf('/'))
    return { fromImage: image.slice(0, colon), tag: image.slice(colon + 1) };
  return { fromImage: image, tag: 'latest' };
}

const finished = new Set(['Download complete', 'Already exists', 'Pull complete']);

/** A line of a pull's or push's stream about one layer. */
export function layerProgress(emit: Emit, parent: string, message: JsonMessage): void {
  const { id, status = '', progressDetail, progress = '' } = message;
  if (!id || progressDetail === undefined) return;
  const { current, total } = progressDetail;
  emit({
    kind: 'progress',
    resource: 'image',
    id,
    parent,
    state: finished.has(status) ? 'done' : 'working',
    text: status,
    statusText: progress,
    ...(current === undefined ? {} : { current }),
    ...(total === undefined ? {} : { total }),
  });
}

export function serviceTeller(
  emit: Emit,
  services: string[],
): (state: 'working' | 'done' | 'warning' | 'error', text: string, statusText: string) => void {
  return (state, text, statusText) => {
    for (const id of services) emit({ kind: 'progress', resource: 'service', id, state, text, statusText });
  };
}
