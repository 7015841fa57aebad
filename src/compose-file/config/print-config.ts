import { UserError } from '../../shared/index.ts';
import { LoadError } from '../errors.ts';
import { loadModel, loadProject, type Model } from '../load.ts';
import type { LoadOptions } from '../options.ts';
import { SECRET_VALUE } from '../phases/resolve-variables.ts';
import { printJson } from '../print/json.ts';
import { type Format, treeToPrintable } from '../print/printable.ts';
import { printProject } from '../print/project.ts';
import { printYaml } from '../print/yaml.ts';
import type { Project } from '../project.ts';
import { get, isText, map, mapAt, put, scalar } from '../tree/node.ts';
import { canonicalReference } from './image-name.ts';

/** What `config` is asked to print; paths, files and phases left out are in `LoadOptions`. */
export interface ConfigRequest {
  /** `yaml` when absent. */
  format?: string;
  resolveImageDigests?: boolean;
  lockImageDigests?: boolean;
  /** Digest of an image in a registry, "sha256:…"; needed for the two above. */
  digestOf?: (image: string) => Promise<string>;
}

/**
 * The text that `docker compose config` prints for a project.
 * @throws LoadError, UserError
 */
export async function printConfig(options: LoadOptions, request: ConfigRequest = {}): Promise<string> {
  const format = formatOf(request.format || 'yaml');
  if (options.noInterpolate === true) return printModel(await loadModel(options), format, request);
  let project = await loadProject({ ...options, discardFiles: true });
  if (needsDigests(request)) await resolveProjectImages(project, request);
  if (options.noConsistency !== true) checkContainerNames(project);
  if (request.lockImageDigests === true) project = imagesOnly(project);
  return escapeDollars(printProject(project, format));
}

function formatOf(format: string): Format {
  if (format === 'yaml' || format === 'json') return format;
  throw new UserError('unknown-value', `unsupported format "${format}"`, {
    hint: 'Formats are yaml and json.',
  });
}

/** What is printed can be loaded again: a dollar sign there would begin a variable. */
function escapeDollars(text: string): string {
  return text.replaceAll('$', '$$$$');
}

function needsDigests({ resolveImageDigests, lockImageDigests }: ConfigRequest): boolean {
  return resolveImageDigests === true || lockImageDigests === true;
}

async function resolveProjectImages(project: Project, request: ConfigRequest): Promise<void> {
  await Promise.all(
    Object.values(project.services).map(async (service) => {
      if (service.image) service.image = await withDigest(service.image, request);
    }),
  );
}

async function withDigest(image: string, { digestOf }: ConfigRequest): Promise<string> {
  const { name, digest } = canonicalReference(image);
  if (digest !== undefined) return `${name}@${digest}`;
  if (digestOf === undefined)
    throw new UserError('no-digest', `no registry to ask for the digest of ${name}`);
  return `${name}@${await digestOf(name)}`;
}

function checkContainerNames(project: Project): void {
  const owners = new Map<string, string>();
  const problems: UserError[] = [];
  for (const [name, { container_name: container }] of Object.entries(project.services)) {
    if (!container) continue;
    const other = owners.get(container);
    if (other !== undefined) {
      const message = `services.${name}: container name "${container}" is already in use by service ${other}`;
      problems.push(new UserError('fixed-container-name', message));
    }
    owners.set(container, name);
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new LoadError([first, ...others]);
}

function imagesOnly(project: Project): Project {
  const services = Object.entries(project.services).map(([name, { image }]) => {
    const service = { command: null, entrypoint: null, ...(image === undefined ? {} : { image }) };
    return [name, service] as const;
  });
  const nothing = { networks: {}, volumes: {}, secrets: {}, configs: {}, models: {} };
  const { workingDir, composeFiles, environment, profiles } = project;
  return {
    name: '',
    services: Object.fromEntries(services),
    ...nothing,
    workingDir,
    composeFiles,
    environment,
    profiles,
    disabledServices: {},
  };
}

async function printModel({ root }: Model, format: Format, request: ConfigRequest): Promise<string> {
  if (needsDigests(request)) {
    for (const { value: service } of mapAt(root, 'services')?.entries.values() ?? []) {
      const image = service.kind === 'map' ? get(service, 'image') : undefined;
      if (service.kind !== 'map' || !isText(image)) continue;
      put(service, 'image', scalar(await withDigest(image.value, request), image.at));
    }
  }
  for (const { value: secret } of mapAt(root, 'secrets')?.entries.values() ?? []) {
    if (secret.kind === 'map') secret.entries.delete(SECRET_VALUE);
  }
  const shown = request.lockImageDigests === true ? modelImages(root) : root;
  const printable = treeToPrintable(shown, format);
  return format === 'yaml' ? printYaml(printable) : printJson(printable, '  ');
}

function modelImages(root: Model['root']): Model['root'] {
  const services = map(root.at);
  for (const [name, { value }] of mapAt(root, 'services')?.entries ?? []) {
    const service = map(value.at);
    const image = value.kind === 'map' ? get(value, 'image') : undefined;
    if (image !== undefined) put(service, 'image', image);
    put(services, name, service);
  }
  const shown = map(root.at);
  put(shown, 'services', services);
  return shown;
}
