import type { SshKey } from '../build.ts';
import type { Decoded } from '../model/decode.ts';
import { isEmpty } from '../model/emptiness.ts';
import { exactly } from '../model/exact.ts';
import type { Field, Type } from '../model/types.ts';
import type { EnvFile } from '../service.ts';
import type { Node } from '../tree/node.ts';
import { GoFloat, Timestamp } from '../tree/scalar.ts';
import { byBytes, naturally } from './order.ts';

/** A value with its keys in the order in which they are printed. */
export type Printable = PrintableScalar | Items | Pairs;

export type PrintableScalar = string | number | bigint | boolean | null | GoFloat | Timestamp;

/** Items that are laid out one after the other, as they are written: all of a large project at once would take its size again. */
export class Items {
  readonly size: number;
  readonly item: (index: number) => Printable;

  constructor(size: number, item: (index: number) => Printable) {
    this.size = size;
    this.item = item;
  }
}

/** The same with keys. */
export class Pairs {
  readonly keys: readonly string[];
  readonly item: (index: number) => Printable;

  constructor(keys: readonly string[], item: (index: number) => Printable) {
    this.keys = keys;
    this.item = item;
  }

  get size(): number {
    return this.keys.length;
  }
}

export function pairsOf(items: readonly (readonly [string, Printable])[]): Pairs {
  return new Pairs(
    items.map(([key]) => key),
    (i) => items[i]?.[1] ?? null,
  );
}

export type Format = 'yaml' | 'json';

/** Lays a part of a project out for printing, with Docker Compose's order of keys and its notion of emptiness. */
export function toPrintable(type: Type, value: Decoded | undefined, format: Format): Printable {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'float32':
    case 'cpus':
      return new GoFloat(value as number, 32);
    case 'list':
      return items(value as Decoded[], (item) => toPrintable(type.of, item, format));
    case 'map':
      return sorted(value, format, (item) => toPrintable(type.of, item, format));
    case 'struct':
      return struct(type, value as Record<string, Decoded>, format);
    case 'ulimit':
      return ulimit(value, format);
    case 'env-file':
      return envFile(value as unknown as EnvFile, format);
    case 'ssh':
      return items(value as unknown as SshKey[], ({ id, path }) => (path ? `${id}: ${path}` : id));
    default:
      return untyped(value, format);
  }
}

function struct(type: Type & { kind: 'struct' }, value: Record<string, Decoded>, format: Format): Pairs {
  const keys: string[] = [];
  const values: Printable[] = [];
  for (const field of fieldsOf(type, value)) {
    const given = exactly(value, field.name, value[field.name]);
    const printable = toPrintable(field.type, given, format);
    if (isShown(field, given, printable, format)) {
      keys.push(format === 'json' ? field.json : field.name);
      values.push(printable);
    }
  }
  if (format === 'yaml' && type.extensible) {
    const extensions = Object.keys(value).filter((key) => key.startsWith('x-'));
    for (const key of extensions.sort(naturally)) {
      keys.push(key);
      values.push(untyped(value[key] ?? null, format));
    }
  }
  return new Pairs(keys, (i) => values[i] ?? null);
}

/** In their order, those that have a value and those that are shown without: few of the many that a service may have. */
function fieldsOf(type: Type & { kind: 'struct' }, value: Record<string, Decoded>): Field[] {
  const found = new Set(type.shown);
  for (const key of Object.keys(value)) {
    const field = type.byName.get(key);
    if (field !== undefined && value[key] !== undefined) found.add(field);
  }
  return [...found].sort((a, b) => a.index - b.index);
}

function isShown(field: Field, given: Decoded | undefined, printable: Printable, format: Format): boolean {
  if (field.always === 'both' || field.always === format) return true;
  if (isEmpty(field, given)) return false;
  // Of structs that are no pointers YAML leaves out the empty ones, JSON none.
  const isPlainStruct = field.type.kind === 'struct' && !field.pointer;
  return !isPlainStruct || format === 'json' || (printable as Pairs).size > 0;
}

function ulimit(value: Decoded, format: Format): Printable {
  if (value === 0) return ulimit({ soft: 0, hard: 0 }, format);
  if (typeof value !== 'object' || value === null) return value;
  const { soft = 0, hard = 0 } = value as Record<string, number>;
  const pairs: [string, number | bigint][] = [
    ['soft', exactly(value, 'soft', soft)],
    ['hard', exactly(value, 'hard', hard)],
  ];
  return pairsOf(format === 'yaml' ? pairs : pairs.filter(([, limit]) => limit !== 0));
}

function envFile({ path, required, format: fileFormat }: EnvFile, format: Format): Printable {
  if (required) return path;
  const pairs: [string, Printable][] = [
    ['path', path],
    ['required', false],
  ];
  if (format === 'json' && fileFormat) pairs.push(['format', fileFormat]);
  return pairsOf(pairs);
}

function untyped(value: Decoded, format: Format): Printable {
  if (Array.isArray(value)) return items(value, (item) => untyped(item, format));
  if (value === null || typeof value !== 'object' || isSpecial(value)) return value;
  return sorted(value, format, (item) => untyped(item, format));
}

function isSpecial(value: object): value is GoFloat | Timestamp {
  return value instanceof GoFloat || value instanceof Timestamp;
}

function sorted(value: Decoded, format: Format, print: (item: Decoded) => Printable): Pairs {
  const record = value as Record<string, Decoded>;
  const keys = Object.keys(record).sort(format === 'yaml' ? naturally : byBytes);
  return new Pairs(keys, (i) => {
    const key = keys[i] ?? '';
    return print(exactly(record, key, record[key]) ?? null);
  });
}

function items<T>(values: readonly T[], print: (item: T) => Printable): Items {
  return new Items(values.length, (i) => print(values[i] as T));
}

/** A tree as it is, before it became a project. */
export function treeToPrintable(node: Node, format: Format): Printable {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return items(node.items, (item) => treeToPrintable(item, format));
  const keys = [...node.entries.keys()].sort(format === 'yaml' ? naturally : byBytes);
  return new Pairs(keys, (i) => treeToPrintable(node.entries.get(keys[i] ?? '')?.value as Node, format));
}
