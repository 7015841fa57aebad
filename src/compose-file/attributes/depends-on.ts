import { mergeMaps } from '../phases/merge.ts';
import { implied, map, type Node, put } from '../tree/node.ts';
import type { Place } from '../tree/source.ts';
import { namesToMap } from './merging.ts';
import type { Attribute, Expand, Merge } from './rule.ts';
import { either, flag, mapOf, NAME, object, oneOfTexts, onlyBoolean, texts } from './schema.ts';

const conditions = oneOfTexts('service_started', 'service_healthy', 'service_completed_successfully');

/** What a name alone says, once for all names of a list: nothing changes it later. */
function startedAt(at: Place): () => Node {
  const made = map(at);
  put(made, 'condition', implied('service_started', at));
  put(made, 'required', implied(true, at));
  return () => made;
}

const mergeDependencies: Merge = (base, over, path, context) =>
  mergeMaps(
    namesToMap(base, startedAt(base.at), path, context),
    namesToMap(over, startedAt(over.at), path, context),
    path,
    context,
  );

const expandDependencies: Expand = (node, path, context) => {
  if (node.kind === 'list') return namesToMap(node, startedAt(node.at), path, context);
  if (node.kind !== 'map') return node;
  for (const [name, { value }] of node.entries) {
    if (value.kind !== 'map') {
      context.report('wrong-type', [...path, name], 'must be a mapping', value.at);
      continue;
    }
    if (!value.entries.has('condition')) put(value, 'condition', implied('service_started', value.at));
    if (!value.entries.has('required')) put(value, 'required', implied(true, value.at));
  }
  return node;
};

/** Service names, or a map with what is waited for. */
export const dependsOn: Attribute = {
  schema: either(
    texts,
    mapOf(object({ restart: flag, required: onlyBoolean, condition: conditions }, ['condition']), NAME),
  ),
  rules: { '': { merge: mergeDependencies, expand: expandDependencies } },
};
