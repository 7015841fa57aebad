/** From a name to the places it is fetched from or pushed to. */
import { isIP } from 'node:net';
import { EngineError } from '../../../shared/index.ts';
import { fullName, type ImageReference } from '../reference.ts';
import type { RegistriesConfig, RegistryConfig } from './registries-conf.ts';

/** A repository on one registry host. */
export interface Source {
  /** Host and port as the user knows it; credentials are kept under it. */
  host: string;
  path: string;
  /** Plain HTTP is allowed when HTTPS does not answer, and certificates are not checked. */
  insecure: boolean;
  isMirror: boolean;
}

/**
 * Mirrors first, then the location itself.
 * @throws EngineError `forbidden` when the registry is blocked by configuration.
 */
export function sourcesOf(reference: ImageReference, config: RegistriesConfig): Source[] {
  const name = fullName(reference);
  const registry = findRegistry(name, reference.domain, config.registries);
  if (registry?.blocked) {
    throw new EngineError('forbidden', `registry ${registry.prefix} is blocked in registries.conf`);
  }
  const own = registry?.location ? replacePrefix(name, registry, registry.location) : name;
  const mirrors = (registry?.mirrors ?? []).filter(({ pull }) =>
    reference.digest === undefined ? pull !== 'digest-only' : pull !== 'tag-only',
  );
  return [
    ...mirrors.map((mirror) =>
      toSource(replacePrefix(name, registry as RegistryConfig, mirror.location), mirror.insecure, true),
    ),
    toSource(own, registry?.insecure ?? false, false),
  ];
}

/** Where a push goes: never to a mirror. */
export function pushTargetOf(reference: ImageReference, config: RegistriesConfig): Source {
  return sourcesOf(reference, config).at(-1) as Source;
}

/** The longest prefix that fits: a host, a path below it, or all hosts below a domain. */
function findRegistry(
  name: string,
  domain: string,
  registries: RegistryConfig[],
): RegistryConfig | undefined {
  const fits = ({ prefix }: RegistryConfig): boolean => {
    if (prefix.startsWith('*.')) return domain.endsWith(prefix.slice(1));
    return name === prefix || name.startsWith(`${prefix}/`);
  };
  return registries.filter(fits).sort((a, b) => b.prefix.length - a.prefix.length)[0];
}

function replacePrefix(name: string, registry: RegistryConfig, location: string): string {
  if (registry.prefix.startsWith('*.')) {
    const slash = name.indexOf('/');
    return location === '' ? name : `${location}${name.slice(slash)}`;
  }
  return `${location}${name.slice(registry.prefix.length)}`;
}

function toSource(name: string, insecure: boolean, isMirror: boolean): Source {
  const slash = name.indexOf('/');
  const host = slash === -1 ? name : name.slice(0, slash);
  return { host, path: name.slice(slash + 1), insecure: insecure || isLoopback(host), isMirror };
}

/** As Docker has it: registries on the machine itself need no certificate. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  if (name === 'localhost') return true;
  return isIP(name) === 4 ? name.startsWith('127.') : name === '::1';
}

/** The host that really serves a registry's API. */
export function apiHost(host: string): string {
  return host === 'docker.io' || host === 'index.docker.io' ? 'registry-1.docker.io' : host;
}
