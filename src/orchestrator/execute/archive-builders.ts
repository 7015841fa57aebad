import type { QueryValue } from '../../engine-client/index.ts';
import { exactJson } from '../../shared/index.ts';
import { isRemoteContext } from '../model/build-context.ts';
import { integer } from '../model/values.ts';
import { ulimits } from '../spec/resources.ts';
import { openArchive } from './build-archive.ts';
import type { ImageBuild } from './image-build.ts';

/** What is sent to a builder that takes the context as an archive. */
export interface ArchiveRequest {
  query: Record<string, QueryValue>;
  contentType: string;
  /** Absent where the engine fetches the context itself. */
  body: AsyncIterable<Uint8Array> | undefined;
}

/** A builder behind the Docker Engine API. */
export interface ArchiveBuilder {
  /** As a message calls it. */
  name: string;
  /** Where what it cannot do is to be had. */
  hint: string;
  /** What a build asks for that it cannot do, by the names of attributes and flags. */
  lacks: (build: ImageBuild) => string[];
  request: (build: ImageBuild) => Promise<ArchiveRequest>;
}

export const tarType = 'application/x-tar';

/** Docker's builder before BuildKit. @param why it is this builder */
export function classicBuilder(why: string): ArchiveBuilder {
  return {
    name: "this engine's classic builder",
    hint: `Build it with the embedded engine, or with BuildKit: ${why}.`,
    lacks: (build) => [
      ...(Object.keys(build.contexts).length > 0 ? ['additional_contexts'] : []),
      ...(build.config.secrets?.length ? ['secrets'] : []),
      ...lacking(build),
    ],
    request: async (build) => {
      const { config } = build;
      const { dockerfile, context } = await openArchive(build, []);
      const query = {
        ...commonQuery(build, dockerfile),
        labels: JSON.stringify(build.labels),
        networkmode: config.network,
        extrahosts: config.extra_hosts?.map((entry) => entry.replace('=', ':')),
        ulimits: config.ulimits === undefined ? undefined : exactJson(ulimits(config.ulimits)),
        version: '1',
      };
      return { query, contentType: tarType, body: context };
    },
  };
}

/** What no builder does that is sent an archive. */
export function lacking({ config, settings, ssh, platforms }: ImageBuild): string[] {
  return [
    ...(ssh.length > 0 ? ['ssh'] : []),
    ...(config.entitlements?.length ? ['entitlements'] : []),
    ...(platforms.length > 1 ? ['platforms'] : []),
    ...(settings.provenance || settings.sbom ? ['attestations'] : []),
    ...(settings.check ? ['--check'] : []),
  ];
}

/** What all of them are told in the same way. */
export function commonQuery(build: ImageBuild, dockerfile: string): Record<string, QueryValue> {
  const { config, settings } = build;
  const context = config.context ?? '.';
  return {
    t: build.tags,
    dockerfile,
    remote: isRemoteContext(context) ? context : undefined,
    buildargs: JSON.stringify(build.args),
    target: config.target,
    platform: build.platforms[0],
    nocache: settings.noCache || config.no_cache,
    pull: settings.pull || config.pull,
    shmsize: config.shm_size === undefined ? undefined : integer(config.shm_size),
    memory: settings.memory,
    cachefrom: config.cache_from === undefined ? undefined : JSON.stringify(config.cache_from),
    rm: true,
    // Else the container of a step that fails stays: it has no label by which `down` would know it.
    forcerm: true,
  };
}
