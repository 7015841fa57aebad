import { mergeMaps } from '../phases/merge.ts';
import { resolveContext, resolveNamedContext, resolveUnixPath } from '../phases/resolve-path.ts';
import {
  asText,
  Entry,
  implied,
  isText,
  type MapNode,
  map,
  type Node,
  printed,
  put,
  scalar,
} from '../tree/node.ts';
import { mergeHosts } from './extra-hosts.ts';
import { expandReference } from './file-mounts.ts';
import { joinAsList, keyOfPair } from './merging.ts';
import type { Attribute, Expand, Merge } from './rule.ts';
import {
  either,
  extraHosts,
  fileReferences,
  flag,
  integer,
  listOrMap,
  object,
  repeatableTexts,
  text,
  ulimits,
} from './schema.ts';
import { checkUlimit } from './ulimits.ts';

function toMap(node: Node): MapNode {
  if (node.kind === 'map') return node;
  return map(node.at, isText(node) ? new Map([['context', new Entry(node, node)]]) : new Map());
}

const mergeBuild: Merge = (base, over, path, context) => mergeMaps(toMap(base), toMap(over), path, context);

const expandContexts: Expand = (node, path, context) => {
  if (node.kind !== 'list') return node;
  const made = map(node.at);
  for (const item of node.items) {
    const pair = asText(item) ?? '';
    const equals = pair.indexOf('=');
    if (equals === -1) {
      if (!context.isInterpolated) return node;
      context.report('invalid-pair', path, `invalid value ${pair}, expected key=value`, item.at);
    } else put(made, pair.slice(0, equals), scalar(pair.slice(equals + 1), item.at));
  }
  return made;
};

const expandSsh: Expand = (node, path, context) => {
  if (node.kind !== 'list') return node;
  const made = map(node.at);
  for (const item of node.items) {
    const key = asText(item) ?? '';
    const equals = key.indexOf('=');
    if (equals !== -1) put(made, key.slice(0, equals), scalar(key.slice(equals + 1), item.at));
    else if (key === 'default') put(made, key, scalar(null, item.at));
    else {
      const hint = 'Write "default" for the agent, or ID=PATH.';
      context.report('invalid-pair', path, `invalid ssh key "${key}"`, item.at, hint);
    }
  }
  return made;
};

const asPrinted = (node: Node): Node => (isText(node) ? node : scalar(printed(node), node.at));
const pairsRule = { merge: joinAsList, uniqueBy: keyOfPair };

/** A folder with a Dockerfile, or a map. */
export const build: Attribute = {
  schema: either(
    text,
    object({
      context: text,
      dockerfile: text,
      dockerfile_inline: text,
      entitlements: repeatableTexts,
      args: listOrMap,
      ssh: listOrMap,
      labels: listOrMap,
      cache_from: repeatableTexts,
      cache_to: repeatableTexts,
      no_cache: flag,
      additional_contexts: listOrMap,
      network: text,
      provenance: flag,
      sbom: flag,
      pull: flag,
      target: text,
      shm_size: integer,
      extra_hosts: extraHosts,
      isolation: text,
      privileged: flag,
      secrets: fileReferences,
      tags: repeatableTexts,
      ulimits,
      platforms: repeatableTexts,
    }),
  ),
  rules: {
    '': {
      merge: mergeBuild,
      expand: toMap,
      expandInside: true,
      fill: (node) => {
        if (node.kind === 'map' && !node.entries.has('context')) put(node, 'context', implied('.', node.at));
        return node;
      },
    },
    context: { resolve: resolveContext },
    args: pairsRule,
    labels: pairsRule,
    tags: { uniqueBy: keyOfPair },
    additional_contexts: { ...pairsRule, expand: expandContexts },
    'additional_contexts.*': { resolve: resolveNamedContext },
    extra_hosts: { merge: mergeHosts },
    provenance: { expand: asPrinted },
    sbom: { expand: asPrinted },
    ssh: { expand: expandSsh },
    'ssh.*': { resolve: resolveUnixPath },
    'secrets.*': { expand: expandReference },
    'ulimits.*': { expand: checkUlimit },
  },
};
