import type { Project } from '../../compose-file/index.ts';
import type { PublishOptions } from '../contract.ts';
import { questions, refuseBuildOnly } from '../publish/checks.ts';
import { copyImage } from '../publish/copy-image.ts';
import { projectLayers } from '../publish/layers.ts';
import {
  applicationIndex,
  type Descriptor,
  digestOf,
  emptyConfig,
  type Layer,
  mediaType,
  projectManifest,
  readOciVersion,
  versionAnnotation,
} from '../publish/manifest.ts';
import { RegistryRefusal, RegistryRepository } from '../publish/registry.ts';
import { push } from './pull.ts';

/** `publish`: the project's files as an OCI artifact that `-f oci://…` loads. Whether it was published: the user may say no. */
export async function publish(options: PublishOptions): Promise<boolean> {
  const { project, repository, signal } = options;
  const version = readOciVersion(options.ociVersion);
  refuseBuildOnly(project);
  if (!options.assumeYes && !(await isAgreed(options))) return false;
  const layers = await projectLayers(project, {
    withEnvironment: options.withEnvironment ?? false,
    imageDigests: options.imageDigests,
  });
  await push({ ...options, ignorePushFailures: true });
  tell(options, 'working', 'publishing');
  try {
    if (!options.client.readOnly) {
      const target = await RegistryRepository.open(repository, signal);
      const artifact = await pushProject(target, layers, version);
      if (options.app) await pushApplication(target, project, artifact, signal);
    }
  } catch (error) {
    tell(options, 'error', 'publishing');
    throw error;
  }
  tell(options, 'done', 'published');
  return true;
}

async function isAgreed({ project, withEnvironment, confirm }: PublishOptions): Promise<boolean> {
  for await (const question of questions(project, withEnvironment ?? false)) {
    if (!(await confirm?.(question, false))) return false;
  }
  return true;
}

function tell(
  { repository, onEvent }: PublishOptions,
  state: 'working' | 'done' | 'error',
  text: string,
): void {
  onEvent({ kind: 'progress', resource: 'service', id: repository, state, text, statusText: '' });
}

/** In the form of OCI 1.1; a registry that does not take it gets that of 1.0, unless one was asked for. */
async function pushProject(
  target: RegistryRepository,
  layers: readonly Layer[],
  version: '1.0' | '1.1' | undefined,
): Promise<Descriptor> {
  for (const { descriptor, bytes } of layers) await target.pushBlob(descriptor, () => Promise.resolve(bytes));
  try {
    return await pushManifest(target, layers, version ?? '1.1');
  } catch (error) {
    const isRefused = error instanceof RegistryRefusal && error.status >= 400 && error.status < 500;
    if (version !== undefined || !isRefused || [401, 403, 407].includes(error.status)) throw error;
    return pushManifest(target, layers, '1.0');
  }
}

async function pushManifest(
  target: RegistryRepository,
  layers: readonly Layer[],
  version: '1.0' | '1.1',
): Promise<Descriptor> {
  const config = emptyConfig(version);
  await target.pushBlob(config.descriptor, () => Promise.resolve(config.bytes));
  const created = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const bytes = projectManifest(layers, version, created);
  await target.pushManifest(target.name.reference, bytes, mediaType.manifest);
  return {
    mediaType: mediaType.manifest,
    digest: digestOf(bytes),
    size: bytes.length,
    annotations: versionAnnotation,
    ...(version === '1.1' ? { artifactType: mediaType.project } : {}),
  };
}

/** The images too, so that whoever has the artifact needs no other registry. */
async function pushApplication(
  target: RegistryRepository,
  project: Project,
  artifact: Descriptor,
  signal: AbortSignal,
): Promise<void> {
  const images: Descriptor[] = [];
  for (const { image } of Object.values(project.services)) {
    if (!image) continue;
    const source = await RegistryRepository.open(image, signal);
    images.push(await copyImage(source, target, source.name.reference));
  }
  const index = applicationIndex(images, artifact);
  await target.pushManifest(digestOf(index), index, mediaType.index);
}
