/**
 * Where images of a registry are fetched from: `registries.conf` version 2 (containers-registries.conf(5)), as Podman and Skopeo read it.
 * Nothing is configured by default; then every registry is its own only source.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EngineError, messageOf } from '../../../shared/index.ts';
import { enginePaths } from '../../paths.ts';

export interface MirrorConfig {
  location: string;
  insecure: boolean;
  /** Which names it serves. */
  pull: 'all' | 'digest-only' | 'tag-only';
}

export interface RegistryConfig {
  /** `docker.io`, `quay.io/jupyter`, `*.example.org`. */
  prefix: string;
  /** What the prefix is replaced by. */
  location: string;
  insecure: boolean;
  blocked: boolean;
  mirrors: MirrorConfig[];
}

export interface RegistriesConfig {
  /** Registries in which names without one are looked for, in this order. */
  search: string[];
  registries: RegistryConfig[];
}

type Environment = Record<string, string | undefined>;

/** Files to read, later ones winning; the last is the engine's own. A file named by the environment stands alone. */
function configFiles(env: Environment): string[] {
  const named = env.TUTTI_REGISTRIES_CONF || env.CONTAINERS_REGISTRIES_CONF;
  if (named) return [named];
  const home = join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'containers');
  const shared = ['/etc/containers', home].flatMap((folder) => [
    join(folder, 'registries.conf'),
    ...dropIns(join(folder, 'registries.conf.d')),
  ]);
  return [...shared, join(enginePaths(env).root, 'registries.conf')];
}

function dropIns(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.conf'))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** @throws EngineError `system`, naming the file, when one cannot be parsed or the environment names one that is not there. */
export async function loadRegistriesConfig(env: Environment): Promise<RegistriesConfig> {
  const named = env.TUTTI_REGISTRIES_CONF || env.CONTAINERS_REGISTRIES_CONF;
  const config: RegistriesConfig = { search: [], registries: [] };
  for (const file of configFiles(env)) {
    const text = readIfThere(file, named !== undefined);
    if (text !== undefined) merge(config, await parseRegistriesConfig(text, file));
  }
  return config;
}

function readIfThere(file: string, required: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!required && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
    throw new EngineError('system', `cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
}

function merge(config: RegistriesConfig, more: Partial<RegistriesConfig>): void {
  if (more.search !== undefined) config.search = more.search;
  for (const registry of more.registries ?? []) {
    config.registries = config.registries.filter(({ prefix }) => prefix !== registry.prefix);
    config.registries.push(registry);
  }
}

/** Exported for its tests. `file` is named in errors. */
export async function parseRegistriesConfig(text: string, file: string): Promise<Partial<RegistriesConfig>> {
  const { parse } = await import('smol-toml');
  try {
    const table: Record<string, unknown> = parse(text);
    const search = table['unqualified-search-registries'];
    return {
      ...(search === undefined ? {} : { search: list(search).map(string) }),
      registries: list(table.registry ?? []).map(readRegistry),
    };
  } catch (error) {
    throw new EngineError('system', `${file}: ${messageOf(error)}`, { cause: error });
  }
}

function readRegistry(value: unknown): RegistryConfig {
  const table = value as Record<string, unknown>;
  const prefix = string(table.prefix ?? table.location ?? '');
  if (prefix === '') throw new Error('[[registry]] needs a prefix or a location');
  const location = string(table.location ?? '');
  if (location === '' && !prefix.startsWith('*.')) throw new Error(`[[registry]] ${prefix} needs a location`);
  return {
    prefix,
    location,
    insecure: table.insecure === true,
    blocked: table.blocked === true,
    mirrors: list(table.mirror ?? []).map((mirror) => readMirror(mirror, table)),
  };
}

function readMirror(value: unknown, registry: Record<string, unknown>): MirrorConfig {
  const table = value as Record<string, unknown>;
  const digestOnly = registry['mirror-by-digest-only'] === true;
  const pull = string(table['pull-from-mirror'] ?? (digestOnly ? 'digest-only' : 'all'));
  if (pull !== 'all' && pull !== 'digest-only' && pull !== 'tag-only') {
    throw new Error(`pull-from-mirror: unknown value ${JSON.stringify(pull)}`);
  }
  return { location: string(table.location), insecure: table.insecure === true, pull };
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error(`expected a list, got ${JSON.stringify(value)}`);
  return value;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`expected a string, got ${JSON.stringify(value)}`);
  return value.replace(/\/+$/, '');
}
