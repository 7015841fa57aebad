import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { QueryValue } from '../../engine-client/index.ts';
import { type ExtraFile, packContext } from '../archive/pack-context.ts';
import { isRemoteContext } from '../model/build-context.ts';
import { ulimits } from '../spec/resources.ts';
import { type ArchiveBuilder, commonQuery, lacking, tarType } from './archive-builders.ts';
import { openArchive } from './build-archive.ts';
import type { ImageBuild } from './image-build.ts';
import { multipart, type Part } from './multipart.ts';
import { withSecretFiles } from './secret-files.ts';

/**
 * Podman's builder behind the same request as Docker's classic one. It takes more (its own client sends it): contexts besides the first,
 * each an archive of its own, and secrets as files of the archive, which it moves out of the context before it builds.
 * @param version of Podman
 */
export function podmanBuilder(version: string): ArchiveBuilder {
  return {
    name: "Podman's builder",
    hint: 'Build it with the embedded engine, or with a Docker Engine and its BuildKit.',
    lacks: (build) => [
      ...(Object.keys(build.contexts).length > 0 && !takesContexts(version)
        ? ['additional_contexts before Podman 5.6']
        : []),
      // Over the Docker Engine API it builds only what it is sent.
      ...(isRemoteContext(build.config.context ?? '.') ? ['a context from elsewhere'] : []),
      ...lacking(build),
    ],
    request: async (build) => {
      const secrets = await readSecrets(build);
      const { dockerfile, context } = await openArchive(build, secrets.files);
      const query = { ...podmanQuery(build, dockerfile), secrets: secrets.told };
      const folders = Object.entries(build.contexts).filter(([, place]) => isFolder(place));
      if (folders.length === 0 || context === undefined)
        return { query, contentType: tarType, body: context };
      const parts: Part[] = folders.map(([name, folder]) => ({
        name: `build-context-${name}`,
        content: packContext(folder, { dockerfile: '', ignoreName: '', extra: [] }),
      }));
      const boundary = `tutti-${randomUUID()}`;
      const body = multipart(boundary, [{ name: 'MainContext', content: context }, ...parts], tarType);
      return { query, contentType: `multipart/form-data; boundary=${boundary}`, body };
    },
  };
}

function takesContexts(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 6);
}

/** Labels as a list keep their order: of a mapping Podman makes another image each time. */
function podmanQuery(build: ImageBuild, dockerfile: string): Record<string, QueryValue> {
  const { config, labels } = build;
  const places = Object.entries(build.contexts).filter(([, place]) => !isFolder(place));
  return {
    ...commonQuery(build, dockerfile),
    ...network(config.network),
    labels: json(Object.entries(labels).map(([name, value]) => `${name}=${value}`)),
    extrahosts: json(config.extra_hosts?.map((entry) => entry.replace('=', ':'))),
    ulimits: json(ulimits(config.ulimits ?? {}).map(({ Name, Soft, Hard }) => `${Name}=${Soft}:${Hard}`)),
    additionalbuildcontexts: places.map(([name, place]) => `${name}=${elsewhere(place)}`),
  };
}

function json(value: readonly string[] | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** Of the containers that build; the machine's where none is named. */
function network(name: string | undefined): Record<string, QueryValue> {
  if (name === undefined || name === 'host' || name === 'default') return {};
  const path = name === 'none' || name === 'bridge' ? '' : name;
  return {
    networkmode: name === 'none' ? 'NetworkDisabled' : 'NetworkEnabled',
    nsoptions: JSON.stringify([{ Name: 'network', Host: false, Path: path }]),
  };
}

const image = /^docker-image:\/\//;

function isFolder(place: string): boolean {
  return !image.test(place) && !isRemoteContext(place);
}

function elsewhere(place: string): string {
  return image.test(place) ? `image:${place.replace(image, '')}` : `url:${place}`;
}

async function readSecrets(build: ImageBuild): Promise<{ files: ExtraFile[]; told: string | undefined }> {
  const references = build.config.secrets ?? [];
  if (references.length === 0) return { files: [], told: undefined };
  return withSecretFiles(build.project, references, async (secrets) => {
    const named = Object.entries(secrets).map(([id, { File }], index) => ({
      id,
      File,
      path: `.tutti-secret-${index}`,
    }));
    const files = named.map(async ({ File, path }) => ({ path, content: await readFile(File) }));
    const told = JSON.stringify(named.map(({ id, path }) => `id=${id},src=${path}`));
    return { files: await Promise.all(files), told };
  });
}
