import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../shared/index.ts';
import { canonicalReference } from '../config/image-name.ts';
import { cached } from './cache.ts';
import type { GitScope } from './git.ts';
import { type Blob, Registry } from './registry.ts';

const PROJECT = 'application/vnd.docker.compose.project';
const COMPOSE_FILE = 'application/vnd.docker.compose.file+yaml';
const ENV_FILE = 'application/vnd.docker.compose.envfile';
const EMPTY_CONFIG = 'application/vnd.docker.compose.config.empty.v1+json';

interface Descriptor {
  mediaType?: string;
  digest: string;
  artifactType?: string;
  annotations?: Record<string, string>;
}

interface Manifest {
  artifactType?: string;
  config?: { mediaType?: string };
  layers?: Descriptor[];
  manifests?: Descriptor[];
}

/** Folder with the files of a Compose project that was published to a registry. */
export async function pullProject(reference: string, scope: GitScope): Promise<string> {
  if (scope.offline) throw new UserError('remote-unavailable', `${reference} is not fetched offline`);
  const { name, digest } = canonicalReference(reference);
  const slash = name.indexOf('/');
  const colon = digest === undefined ? name.lastIndexOf(':') : name.length;
  const registry = await Registry.open(name.slice(0, slash), name.slice(slash + 1, colon), scope);
  const top = await registry.manifest(digest ?? name.slice(colon + 1));
  const folder = join(scope.cache, 'oci', top.digest.replace('sha256:', ''));
  if (existsSync(folder)) return folder;
  if (!(await scope.mayFetch())) throw new UserError('remote-refused', `${reference} was not trusted`);
  const manifest = await projectManifest(top, reference, registry);
  return cached(folder, async (draft) => {
    for (const [i, layer] of (manifest.layers ?? []).entries()) await writeLayer(layer, i, draft, registry);
  });
}

/** A project may be published with its images, as an index of which it is one entry. */
async function projectManifest(top: Blob, reference: string, registry: Registry): Promise<Manifest> {
  const first = parse(top);
  const entry = first.manifests?.find(({ artifactType }) => artifactType === PROJECT);
  const manifest = entry === undefined ? first : parse(await registry.manifest(entry.digest));
  const isProject =
    manifest.artifactType === PROJECT ||
    (!manifest.artifactType && manifest.config?.mediaType === EMPTY_CONFIG);
  if (isProject && manifest.layers !== undefined) return manifest;
  throw new UserError(
    'remote-unavailable',
    `${reference} is no Compose project, but ${manifest.artifactType ?? 'an image'}`,
  );
}

function parse({ bytes }: Blob): Manifest {
  return JSON.parse(bytes.toString('utf8')) as Manifest;
}

async function writeLayer(
  layer: Descriptor,
  index: number,
  folder: string,
  registry: Registry,
): Promise<void> {
  const { mediaType, annotations = {} } = layer;
  if (mediaType !== COMPOSE_FILE && mediaType !== ENV_FILE) return;
  const { bytes } = await registry.blob(layer.digest);
  const named = annotations['com.docker.compose.file'];
  if (mediaType === ENV_FILE) {
    return appendFile(join(folder, plainName(annotations['com.docker.compose.envfile'])), bytes, {
      mode: 0o600,
    });
  }
  const file = annotations['com.docker.compose.extends'] === undefined ? 'compose.yaml' : plainName(named);
  const separator = index > 0 && named !== undefined ? '\n---\n' : '';
  await appendFile(join(folder, file), Buffer.concat([Buffer.from(separator), bytes]), { mode: 0o600 });
}

/** A file of the artifact lies in its folder, not below or beside it. */
function plainName(name: string | undefined): string {
  if (name !== undefined && name !== '' && name !== '.' && name !== '..' && !/[\\/]/.test(name)) return name;
  throw new UserError('remote-escapes', `the artifact has a file of the name ${JSON.stringify(name ?? '')}`);
}
