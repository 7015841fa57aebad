import { parseVolumeSpec, type VolumeSpec } from '../formats/volume-spec.ts';
import { resolveMountSource } from '../phases/resolve-path.ts';
import { asText, Entry, get, isText, map, type Node, printed, put, scalar } from '../tree/node.ts';
import { joinAsList } from './merging.ts';
import type { Attribute, Expand, UniqueKey } from './rule.ts';
import { bounded, either, flag, listOf, listOrMap, number, object, oneOfTexts, text } from './schema.ts';

const VOLUME_HINT = 'Write SOURCE:TARGET, SOURCE:TARGET:OPTIONS or TARGET, or use the long form.';

/** `./data:/data:ro`, `name:/data`, `/data`, or a map. */
export const volumes: Attribute = {
  schema: listOf(
    either(
      text,
      object(
        {
          type: oneOfTexts('bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'),
          source: text,
          target: text,
          read_only: flag,
          consistency: text,
          bind: object({
            propagation: text,
            create_host_path: flag,
            recursive: oneOfTexts('enabled', 'disabled', 'writable', 'readonly'),
            selinux: oneOfTexts('z', 'Z'),
          }),
          volume: object({ labels: listOrMap, nocopy: flag, subpath: text }),
          tmpfs: object({ size: bounded(0), mode: number }),
          image: object({ subpath: text }),
        },
        ['type'],
      ),
    ),
    true,
  ),
  rules: {
    '': { uniqueBy: keyOfVolume() },
    '*': {
      expand: (node, path, context) => expandVolume(node, path, context),
      resolve: (node, context) => resolveMountSource(node, context),
    },
    '*.read_only': { cast: 'boolean' },
    '*.volume.nocopy': { cast: 'boolean' },
    '*.volume.labels': { merge: joinAsList },
  },
};

const expandVolume: Expand = (node, path, context) => {
  if (!isText(node)) return node;
  const spec = parseVolumeSpec(node.value);
  if (typeof spec === 'string') {
    if (!context.isInterpolated) return node;
    context.report('invalid-volume', path, spec, node.at, VOLUME_HINT);
    return map(node.at, new Map([['target', new Entry(node, node)]]));
  }
  return toMap(node, spec);
};

function toMap(node: Node, spec: VolumeSpec): Node {
  const made = map(node.at);
  const set = (key: string, value: string | boolean): void => put(made, key, scalar(value, node.at));
  set('type', spec.type);
  if (spec.source !== '') set('source', spec.source);
  if (spec.target !== '') set('target', spec.target);
  if (spec.readOnly) set('read_only', true);
  const bind = map(node.at);
  if (spec.selinux !== undefined) put(bind, 'selinux', scalar(spec.selinux, node.at));
  if (spec.propagation !== undefined) put(bind, 'propagation', scalar(spec.propagation, node.at));
  if (spec.type === 'bind') put(bind, 'create_host_path', scalar(true, node.at));
  if (bind.entries.size > 0) put(made, 'bind', bind);
  if (spec.nocopy || (spec.type === 'volume' && !spec.isBare)) {
    const volume = map(node.at);
    if (spec.nocopy) put(volume, 'nocopy', scalar(true, node.at));
    put(made, 'volume', volume);
  }
  if (node.trail !== undefined) made.trail = node.trail;
  return made;
}

function keyOfVolume(): UniqueKey {
  return (node, path, context) => {
    if (node.kind === 'map') {
      const target = asText(get(node, 'target'));
      if (target === undefined) {
        context.report('missing-key', path, 'the volume has no target, the path in the container', node.at);
        return printed(node);
      }
      return target;
    }
    const text = asText(node);
    const spec = text === undefined ? printed(node) : parseVolumeSpec(text);
    if (typeof spec !== 'string') return spec.target;
    if (text !== undefined) context.report('invalid-volume', path, spec, node.at, VOLUME_HINT);
    return spec;
  };
}
