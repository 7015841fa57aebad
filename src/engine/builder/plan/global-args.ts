import { messageOf } from '../../../shared/index.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { DockerfileError } from '../dockerfile/dockerfile-error.ts';
import { expandWord } from '../dockerfile/shell-words.ts';
import { formatPlatform, type Platform } from './platform.ts';

/** Values given with `--build-arg`, those that are not set left out. */
export type BuildArgs = ReadonlyMap<string, string>;

/** Arguments that every Dockerfile may use without a default ("Automatic platform ARGs in the global scope"). */
export function automaticArgs(
  build: Platform,
  target: Platform,
  stage: string,
  given: BuildArgs,
): Map<string, string> {
  const automatic = {
    BUILDPLATFORM: formatPlatform(build),
    BUILDOS: build.os,
    BUILDOSVERSION: '',
    BUILDARCH: build.architecture,
    BUILDVARIANT: build.variant ?? '',
    TARGETPLATFORM: formatPlatform(target),
    TARGETOS: target.os,
    TARGETOSVERSION: '',
    TARGETARCH: target.architecture,
    TARGETVARIANT: target.variant ?? '',
    TARGETSTAGE: stage || 'default',
  };
  return new Map(Object.entries(automatic).map(([name, value]) => [name, given.get(name) ?? value]));
}

export interface GlobalArgs {
  values: Map<string, string>;
  /** Also those without a value. */
  declared: Set<string>;
}

/** Adds the `ARG`s before the first `FROM`. @throws DockerfileError */
export function globalArgs(
  file: Dockerfile,
  automatic: ReadonlyMap<string, string>,
  given: BuildArgs,
): GlobalArgs {
  const values = new Map(automatic);
  const declared = new Set(automatic.keys());
  for (const { args, lines } of file.globalArgs) {
    for (const { key, value } of args) {
      declared.add(key);
      const chosen = given.get(key) ?? expandDefault(value, values, file.escape, lines);
      if (chosen !== undefined) values.set(key, chosen);
    }
  }
  return { values, declared };
}

function expandDefault(
  value: string | undefined,
  values: ReadonlyMap<string, string>,
  escape: string,
  lines: { start: number; end: number },
): string | undefined {
  if (value === undefined) return undefined;
  try {
    return expandWord(value, values, { escape }).text;
  } catch (error) {
    throw new DockerfileError(messageOf(error), lines, { cause: error });
  }
}

const proxyNames = ['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy', 'all_proxy'];

/** Proxy settings among the build arguments: for processes only, in both cases; neither in history nor in cache keys. */
export function proxyEnvironment(given: BuildArgs): string[] {
  const found = new Map<string, string>();
  for (const [name, value] of given) {
    if (proxyNames.includes(name.toLowerCase())) found.set(name.toLowerCase(), value);
  }
  return [...found].flatMap(([name, value]) => [`${name.toUpperCase()}=${value}`, `${name}=${value}`]);
}
