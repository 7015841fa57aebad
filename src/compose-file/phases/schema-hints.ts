import { rootSchema } from '../attributes/registry.ts';
import { NAME, type Schema } from '../attributes/schema.ts';
import { nearest } from '../suggest.ts';
import { type MapNode, type Node, printed } from '../tree/node.ts';
import { type Path, showPath } from '../tree/path.ts';

/** What somebody probably meant, where what stands there is not allowed; undefined when nothing is near. */
export function didYouMean(word: string, choices: readonly string[]): string | undefined {
  const near = nearest(word, choices);
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}

export function hintOfKey(key: string, value: Node, schema: Schema, path: Path): string | undefined {
  const pattern = schema.named?.pattern;
  if (pattern === NAME) return 'Names consist of letters, digits, ".", "_" and "-".';
  if (pattern !== undefined) return 'Keys here must not be empty.';
  return didYouMean(key, Object.keys(schema.properties ?? {})) ?? misplaced(key, value, path);
}

/** A key that belongs one level higher or lower. */
function misplaced(key: string, value: Node, path: Path): string | undefined {
  if (path.length > 0) {
    const isTopLevel = Object.hasOwn(rootSchema.properties ?? {}, key);
    return isTopLevel ? `"${key}" belongs at the top level, not into ${showPath(path)}.` : undefined;
  }
  if (isOfService(key)) return `"${key}" belongs to a service.`;
  const isService = value.kind === 'map' && [...value.entries.keys()].some(isOfService);
  return isService ? 'Services belong under "services:".' : undefined;
}

function isOfService(key: string): boolean {
  const service = rootSchema.properties?.['services']?.named?.schema;
  return Object.hasOwn(service?.properties ?? {}, key);
}

const DURATIONS = new Set([
  'delay',
  'interval',
  'monitor',
  'start_interval',
  'start_period',
  'stop_grace_period',
  'timeout',
  'window',
]);

/** How to write what is there, as the type that is wanted. */
export function hintOfType(node: Node, schema: Schema, path: Path): string | undefined {
  if (!schema.types.includes('string')) return undefined;
  if (node.kind === 'map') return isItem(path) ? hintOfPair(node, path.at(-2) ?? '') : undefined;
  if (node.kind !== 'scalar' || node.value === null) return undefined;
  if (typeof node.value === 'number' && DURATIONS.has(path.at(-1) ?? ''))
    return `Write it with a unit: "${printed(node)}s".`;
  return `Put it in quotes: "${printed(node)}".`;
}

function isItem(path: Path): boolean {
  return /^\d+$/.test(path.at(-1) ?? '');
}

/** Lists of `KEY=value`. */
const PAIRS = new Set(['additional_contexts', 'annotations', 'args', 'environment', 'labels', 'sysctls']);

/** `- A: b` where `- A=b` or `- "A: b"` was meant. */
function hintOfPair({ entries }: MapNode, list: string): string | undefined {
  const [[key, { value }] = ['', { value: undefined }], ...others] = entries;
  if (others.length > 0 || value?.kind !== 'scalar' || value.value === null) return undefined;
  return PAIRS.has(list)
    ? `Write "${key}=${printed(value)}", or leave "- " away.`
    : `Put it in quotes: "${key}: ${printed(value)}".`;
}

/** What a text has to look like. */
export function hintOfPattern(text: string, pattern: RegExp): string | undefined {
  const words = pattern.source.split('|').filter((word) => /^\w+$/.test(word));
  if (words.length > 1) return didYouMean(text, words) ?? `Write one of ${words.join(', ')}.`;
  return undefined;
}
