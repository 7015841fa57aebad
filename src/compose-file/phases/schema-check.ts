import { rootSchema, serviceAttributes } from '../attributes/registry.ts';
import type { Schema, SchemaType } from '../attributes/schema.ts';
import {
  get,
  isEqual,
  isText,
  type ListNode,
  type MapNode,
  mapAt,
  type Node,
  printed,
} from '../tree/node.ts';
import type { Path, WalkPath } from '../tree/path.ts';
import { GoFloat, Timestamp } from '../tree/scalar.ts';
import type { LoadContext } from './context.ts';
import { didYouMean, hintOfKey, hintOfPattern, hintOfType } from './schema-hints.ts';

/**
 * Checks a file's tree against what the specification allows, reports every mistake and takes the values in question
 * out, so that later phases find only what is well-formed.
 */
export function checkSchema(root: MapNode, context: LoadContext): void {
  checkNode(root, rootSchema, [], context);
}

/** What has forms that cannot be told from each other, or joined, when there is something else. */
const FORMS = ['build', 'depends_on', 'env_file', 'gpus', 'logging', 'ports'];

/** All that Docker Compose asks of a file whose services are extended: what else is wrong there may be overridden. */
export function checkForms(root: MapNode, context: LoadContext): void {
  for (const [name, { value: service }] of mapAt(root, 'services')?.entries ?? []) {
    for (const key of FORMS) {
      const value = service.kind === 'map' ? get(service, key) : undefined;
      const schema = serviceAttributes[key]?.schema;
      if (value === undefined || schema === undefined || isOfType(value, schema.types)) continue;
      reportType(value, schema, ['services', name, key], context);
    }
  }
}

/** True when the value may stay. */
function checkNode(node: Node, schema: Schema, path: WalkPath, context: LoadContext): boolean {
  if (!isOfType(node, schema.types)) {
    reportType(node, schema, path, context);
    return false;
  }
  if (node.kind === 'map') {
    checkMap(node, schema, path, context);
    return true;
  }
  if (node.kind === 'list') return checkList(node, schema, path, context);
  return checkScalar(node, schema, path, context);
}

function checkBelow(node: Node, schema: Schema, key: string, path: WalkPath, context: LoadContext): boolean {
  path.push(key);
  const may = checkNode(node, schema, path, context);
  path.pop();
  return may;
}

function reportType(node: Node, schema: Schema, path: Path, context: LoadContext): void {
  const hint = hintOfType(node, schema, path);
  context.report('wrong-type', path, `must be ${expected(schema)}, not ${describe(node)}`, node.at, hint);
}

function isOfType(node: Node, types: readonly SchemaType[]): boolean {
  if (node.kind !== 'scalar') return types.includes(node.kind);
  const { value } = node;
  if (typeof value === 'string') return types.includes('string');
  if (typeof value === 'boolean') return types.includes('boolean');
  if (value === null) return types.includes('null');
  if (value instanceof Timestamp) return false;
  const isWhole = !(value instanceof GoFloat) || Number.isInteger(value.value);
  return types.includes('number') || (isWhole && types.includes('integer'));
}

/** What has a pattern is a name or a word; the engine of regular expressions has an end of its stack. */
const LONGEST_NAME = 10_000;

const WORDS: Record<SchemaType, string> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'empty',
  list: 'a list',
  map: 'a mapping',
};

function expected(schema: Schema): string {
  const words = [...new Set(schema.types.filter((type) => type !== 'null').map((type) => WORDS[type]))];
  const last = words.pop() ?? 'empty';
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`;
}

function describe(node: Node): string {
  if (node.kind === 'map') return 'a mapping';
  if (node.kind === 'list') return 'a list';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'string') return `the text "${node.value.slice(0, 40)}"`;
  return `${node.value instanceof Timestamp ? 'the date' : typeof node.value === 'boolean' ? 'the boolean' : 'the number'} ${printed(node)}`;
}

function checkScalar(node: Node, schema: Schema, path: WalkPath, context: LoadContext): boolean {
  if (node.kind !== 'scalar') return true;
  const { value } = node;
  if (typeof value === 'string') return checkText(node, value, schema, path, context);
  const size = value instanceof GoFloat ? value.value : Number(value);
  const { minimum, maximum } = schema;
  if (typeof value === 'boolean' || value === null) return true;
  if (minimum !== undefined && size < minimum) {
    context.report(
      'out-of-range',
      path,
      `must be greater than or equal to ${minimum}, not ${printed(node)}`,
      node.at,
    );
    return false;
  }
  if (maximum !== undefined && size > maximum) {
    context.report(
      'out-of-range',
      path,
      `must be less than or equal to ${maximum}, not ${printed(node)}`,
      node.at,
    );
    return false;
  }
  return true;
}

function checkText(node: Node, text: string, schema: Schema, path: WalkPath, context: LoadContext): boolean {
  if (schema.values !== undefined && !schema.values.includes(text)) {
    const words = schema.values.length === 1 ? `"${schema.values[0]}"` : `one of ${schema.values.join(', ')}`;
    const message = `must be ${words}, not "${text}"`;
    context.report('unknown-value', path, message, node.at, didYouMean(text, schema.values));
    return false;
  }
  if (schema.pattern !== undefined && (text.length > LONGEST_NAME || !schema.pattern.test(text))) {
    const hint = schema.hint ?? hintOfPattern(text, schema.pattern);
    context.report('invalid-value', path, `"${text}" does not match ${schema.pattern.source}`, node.at, hint);
    return false;
  }
  return true;
}

function checkList(node: ListNode, schema: Schema, path: WalkPath, context: LoadContext): boolean {
  if (schema.unique === true) checkRepeats(node, path, context);
  const { items } = schema;
  if (items === undefined) return true;
  let refused: Set<Node> | undefined;
  node.items.forEach((item, i) => {
    if (!checkBelow(item, items, String(i), path, context)) (refused ??= new Set()).add(item);
  });
  if (refused !== undefined) {
    const kept = node.items.filter((item) => refused?.has(item) !== true);
    node.items.splice(0, node.items.length, ...kept);
  }
  return true;
}

function checkRepeats(node: ListNode, path: WalkPath, context: LoadContext): void {
  if (node.items.length < 2) return;
  const seen = new Map<string, Node[]>();
  for (const item of node.items) {
    const key = printed(item);
    const same = seen.get(key);
    if (same === undefined) seen.set(key, [item]);
    else if (same.some((other) => isRepeated(other, item, node.items.length))) {
      context.report('repeated-item', path, `items must be unique, "${key}" is there twice`, item.at);
    } else same.push(item);
  }
}

/** In a short list a number also repeats the text of it that stands before, as Docker Compose has it. */
function isRepeated(first: Node, second: Node, length: number): boolean {
  if (isEqual(first, second)) return true;
  if (length > 20 || !isText(first) || second.kind !== 'scalar') return false;
  return typeof second.value !== 'string' && first.value === printed(second);
}

function checkMap(node: MapNode, schema: Schema, path: WalkPath, context: LoadContext): void {
  for (const key of schema.required ?? []) {
    if (!node.entries.has(key)) context.report('missing-key', path, `missing property '${key}'`, node.at);
  }
  node.entries.forEach(({ at, value }, key) => {
    const inside = schemaOf(key, schema);
    if (inside === 'refused') {
      node.entries.delete(key);
      const isName = schema.named !== undefined;
      const message = isName ? `"${key}" is not a valid name` : `unknown key "${key}"`;
      const hint = hintOfKey(key, value, schema, path);
      context.report(isName ? 'invalid-name' : 'unknown-key', path, message, at, hint);
    } else if (inside !== 'anything' && !checkBelow(value, inside, key, path, context)) {
      node.entries.delete(key);
      if (path.length === 1) context.dropped.add(`${path[0]}.${key}`);
      else if (path.length === 0) context.isIncomplete = true;
    }
  });
}

function schemaOf(key: string, schema: Schema): Schema | 'anything' | 'refused' {
  const own = Object.hasOwn(schema.properties ?? {}, key) ? schema.properties?.[key] : undefined;
  if (own !== undefined) return own;
  if (schema.extensible === true && key.startsWith('x-')) return 'anything';
  if (schema.named?.pattern.test(key) === true) return schema.named.schema;
  return schema.open === true ? 'anything' : 'refused';
}
