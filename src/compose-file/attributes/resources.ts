import { resolveDriverDevice, resolveUnixPath } from '../phases/resolve-path.ts';
import { get, isEqual, put, scalar } from '../tree/node.ts';
import { mergePools } from './ipam.ts';
import { joinAsList, keyOfPair } from './merging.ts';
import type { Attribute, Expand, Rule } from './rule.ts';
import {
  driverOptions,
  either,
  external,
  flag,
  listOf,
  listOrMap,
  mapOf,
  nothing,
  object,
  onlyInteger,
  repeatableTexts,
  type Schema,
  text,
} from './schema.ts';

/** `external: {name: x}`, the old form, becomes `external: true` and `name: x`. */
const expandExternal: Expand = (node, path, context) => {
  const old = node.kind === 'map' ? get(node, 'external') : undefined;
  if (node.kind !== 'map' || old?.kind !== 'map') return node;
  put(node, 'external', scalar(true, old.at));
  const name = get(old, 'name');
  if (name === undefined) return node;
  context.warn(
    'deprecated-external-name',
    `${path.join('.')}: external.name is deprecated. Please set name and external: true`,
    old.at,
  );
  const given = get(node, 'name');
  if (given === undefined) put(node, 'name', name);
  else if (!isEqual(given, name)) {
    context.report('conflicting-name', path, 'name and external.name conflict; only use name', given.at);
  }
  return node;
};

const common: Record<string, Rule> = {
  '': { expand: expandExternal, expandInside: true },
  external: { cast: 'boolean' },
};

/** Exactly one source of content. */
function checkSource(...sources: string[]): NonNullable<Rule['check']> {
  return (node, path, context) => {
    if (node.kind !== 'map') return;
    const given = sources.filter((source) => node.entries.has(source));
    const names = sources.join('|');
    if (given.length > 1) {
      context.report('exclusive-keys', path, `${names} attributes are mutually exclusive`, node.at);
    } else if (given.length === 0 && !node.entries.has('driver') && !node.entries.has('external')) {
      context.report('missing-key', path, `one of ${names} must be set`, node.at);
    }
  };
}

const checkVolume: NonNullable<Rule['check']> = (node, path, context) => {
  if (node.kind !== 'map') return;
  const external = get(node, 'external');
  if (external?.kind !== 'scalar' || external.value !== true) return;
  for (const [key, { at }] of node.entries) {
    if (key === 'name' || key === 'external' || key.startsWith('x-')) continue;
    context.report('exclusive-keys', path, `conflicting parameters "external" and "${key}" specified`, at);
  }
};

export const networks: Attribute = {
  schema: either(
    nothing,
    object({
      name: text,
      driver: text,
      driver_opts: driverOptions,
      ipam: object({
        driver: text,
        config: listOf(object({ subnet: text, ip_range: text, gateway: text, aux_addresses: mapOf(text) })),
        options: mapOf(text),
      }),
      external,
      internal: flag,
      enable_ipv4: flag,
      enable_ipv6: flag,
      attachable: flag,
      labels: listOrMap,
    }),
  ),
  rules: {
    ...common,
    internal: { cast: 'boolean' },
    attachable: { cast: 'boolean' },
    enable_ipv4: { cast: 'boolean' },
    enable_ipv6: { cast: 'boolean' },
    labels: { merge: joinAsList, uniqueBy: keyOfPair },
    'ipam.config': { merge: mergePools },
  },
};

export const topLevelVolumes: Attribute = {
  schema: either(
    nothing,
    object({ name: text, driver: text, driver_opts: driverOptions, external, labels: listOrMap }),
  ),
  rules: {
    ...common,
    '': { ...common[''], check: checkVolume, resolve: resolveDriverDevice },
    labels: { merge: joinAsList },
  },
};

const openExternal: Schema = either(flag, { types: ['map'], properties: { name: text }, open: true });

export const topLevelSecrets: Attribute = {
  schema: object({
    name: text,
    environment: text,
    file: text,
    external: openExternal,
    labels: listOrMap,
    driver: text,
    driver_opts: driverOptions,
    template_driver: text,
  }),
  rules: {
    ...common,
    '': { ...common[''], check: checkSource('file', 'environment') },
    file: { resolve: resolveUnixPath },
  },
};

export const topLevelConfigs: Attribute = {
  schema: object({
    name: text,
    content: text,
    environment: text,
    file: text,
    external: openExternal,
    labels: listOrMap,
    template_driver: text,
  }),
  rules: {
    ...common,
    '': { ...common[''], check: checkSource('file', 'environment', 'content') },
    file: { resolve: resolveUnixPath },
  },
};

export const topLevelModels: Attribute = {
  schema: object({ name: text, model: text, context_size: onlyInteger, runtime_flags: repeatableTexts }, [
    'model',
  ]),
};
