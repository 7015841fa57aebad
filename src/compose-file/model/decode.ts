import { formatDuration, parseDuration } from '../formats/duration.ts';
import { isBeyondInt64, type Numeric, toInt64, toUnsigned } from '../formats/go-integer.ts';
import { toBoolean, toFloat, toInteger } from '../phases/cast.ts';
import type { LoadContext } from '../phases/context.ts';
import { isNull, type MapNode, type Node, type ScalarNode } from '../tree/node.ts';
import type { Path, WalkPath } from '../tree/path.ts';
import { GoFloat, Timestamp } from '../tree/scalar.ts';
import { decodeHosts, decodeMapping, decodeRepeatedOptions, decodeSsh, decodeTexts } from './decode-lists.ts';
import {
  decodeBytes,
  decodeCommand,
  decodeDeviceCount,
  decodeEnvFile,
  decodeMode,
  decodeUlimit,
} from './decode-special.ts';
import { isEmpty } from './emptiness.ts';
import { keepExact } from './exact.ts';
import type { Field, Type } from './types.ts';

/** What a project is made of. Dates and floats of extensions travel as objects of their own; see `exact.ts` for large integers. */
export type Decoded = string | number | bigint | boolean | null | Decoded[] | { [key: string]: Decoded };

type Decoder = (node: Node, path: Path, context: LoadContext) => Decoded | undefined;

const decoders: Record<Exclude<Type['kind'], 'list' | 'map' | 'struct'>, Decoder> = {
  text: decodeText,
  boolean: decodeBoolean,
  integer: decodeInteger,
  unsigned: (node, path, context) => decodeUnsigned(node, 64, path, context),
  unsigned32: (node, path, context) => decodeUnsigned(node, 32, path, context),
  unsigned16: (node, path, context) => decodeUnsigned(node, 16, path, context),
  float32: decodeFloat,
  cpus: decodeCpus,
  duration: decodeDuration,
  bytes: decodeBytes,
  mode: decodeMode,
  'device-count': decodeDeviceCount,
  ulimit: decodeUlimit,
  command: (node, path, context) => decodeCommand(node, 'command', path, context),
  'health-test': (node, path, context) => decodeCommand(node, 'health-test', path, context),
  texts: (node, path, context) => decodeTexts(node, false, path, context),
  'printed-texts': (node, path, context) => decodeTexts(node, true, path, context),
  ssh: decodeSsh,
  hosts: decodeHosts,
  mapping: (node, path, context) => decodeMapping(node, 'mapping', path, context),
  variables: (node, path, context) => decodeMapping(node, 'variables', path, context),
  labels: (node, path, context) => decodeMapping(node, 'labels', path, context),
  options: (node, path, context) => decodeMapping(node, 'options', path, context),
  'repeated-options': decodeRepeatedOptions,
  'env-file': decodeEnvFile,
  anything: plain,
};

function decodeBelow(
  type: Type,
  node: Node,
  key: string,
  path: WalkPath,
  context: LoadContext,
): Decoded | undefined {
  path.push(key);
  const decoded = decode(type, node, path, context);
  path.pop();
  return decoded;
}

/** Turns a value of the model into what `Project` holds; reports what does not fit and leaves it out (undefined). */
export function decode(type: Type, node: Node, path: WalkPath, context: LoadContext): Decoded | undefined {
  if (isNull(node) && type.kind !== 'anything') return type.kind === 'command' ? null : undefined;
  if (type.kind === 'list') return decodeList(type.of, node, path, context);
  if (type.kind === 'map') return decodeMap(type, node, path, context);
  if (type.kind !== 'struct') return decoders[type.kind](node, path, context);
  return node.kind === 'map'
    ? decodeStruct(type, node, path, context)
    : wrong(node, 'a mapping', path, context);
}

export function wrong(node: Node, expected: string, path: Path, context: LoadContext): undefined {
  context.report('wrong-type', path, `must be ${expected}`, node.at);
  return undefined;
}

function decodeList(of: Type, node: Node, path: WalkPath, context: LoadContext): Decoded | undefined {
  if (node.kind !== 'list') return wrong(node, 'a list', path, context);
  return node.items.map((item, i) => decodeBelow(of, item, String(i), path, context) ?? {});
}

function decodeMap(
  type: Type & { kind: 'map' },
  node: Node,
  path: WalkPath,
  context: LoadContext,
): Decoded | undefined {
  if (node.kind !== 'map') return wrong(node, 'a mapping', path, context);
  const decoded: Record<string, Decoded> = {};
  node.entries.forEach(({ value }, key) => {
    // Docker Compose takes such a key for an extension where texts are wanted, and cannot go on.
    if (type.of.kind === 'text' && key.startsWith('x-'))
      wrong(value, 'under a key that does not begin with "x-"', [...path, key], context);
    const decodedValue = decodeBelow(type.of, value, key, path, context);
    set(
      decoded,
      key,
      typeof decodedValue === 'bigint'
        ? keepExact(decoded, key, decodedValue)
        : (decodedValue ?? emptyItem(type)),
    );
  });
  return decoded;
}

function emptyItem({ of, nullable }: Type & { kind: 'map' }): Decoded {
  if (of.kind === 'text') return '';
  return !nullable && of.kind === 'struct' ? emptyStruct(of) : null;
}

/** `__proto__` is a name like any other. */
export function set(target: Record<string, Decoded>, key: string, value: Decoded): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  else target[key] = value;
}

function decodeStruct(
  type: Type & { kind: 'struct' },
  node: MapNode,
  path: WalkPath,
  context: LoadContext,
): Decoded {
  const decoded: Record<string, Decoded> = emptyStruct(type);
  node.entries.forEach(({ value }, key) => {
    const field = type.byName.get(key);
    if (field === undefined) {
      if (type.extensible && key.startsWith('x-')) decoded[key] = plain(value);
      return;
    }
    const given = decodeBelow(field.type, value, key, path, context);
    if (given === undefined || isEmpty(field, given)) return;
    decoded[key] = typeof given === 'bigint' ? keepExact(decoded, key, given) : given;
  });
  return decoded;
}

/** What stands where the file says nothing. */
function emptyOf({ type, pointer, always }: Field): Decoded | undefined {
  if (type.kind === 'command') return null;
  if (type.kind === 'struct' && !pointer) return emptyStruct(type);
  if (always !== 'both') return undefined;
  if (type.kind === 'boolean') return false;
  if (type.kind === 'integer' || type.kind.startsWith('unsigned')) return 0;
  return type.kind === 'map' ? {} : type.kind === 'bytes' ? '0' : '';
}

function emptyStruct(type: Type & { kind: 'struct' }): Record<string, Decoded> {
  const decoded: Record<string, Decoded> = {};
  for (const field of type.filled) {
    const value = emptyOf(field);
    if (value !== undefined) decoded[field.name] = value;
  }
  return decoded;
}

function decodeText(node: Node, path: Path, context: LoadContext): Decoded | undefined {
  if (node.kind !== 'scalar') return wrong(node, 'a text', path, context);
  const { value } = node;
  if (typeof value === 'string') return value;
  if (isWhole(value)) return String(value);
  return wrong(node, 'a text', path, context);
}

export function decodeBoolean(node: Node, path: Path, context: LoadContext): Decoded | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (typeof value === 'boolean') return value;
  const converted = typeof value === 'string' ? toBoolean(value, booleanWarning(node, context)) : undefined;
  return converted ?? wrong(node, 'true or false', path, context);
}

function booleanWarning(node: Node, context: LoadContext): (better: string) => void {
  return (better) => {
    const text = node.kind === 'scalar' ? String(node.value) : '';
    const message = `"${text}" for boolean is not supported by YAML 1.2, please use \`${better}\``;
    context.warn('yaml11-boolean', message, node.at);
  };
}

/** A whole number that Go's `int64` holds. */
export function isWhole(value: unknown): value is number | bigint {
  return typeof value === 'number' || (typeof value === 'bigint' && !isBeyondInt64(value));
}

function isNumeric(value: unknown): value is Numeric {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof GoFloat;
}

export function decodeInteger(node: Node, path: Path, context: LoadContext): number | bigint | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (isNumeric(value)) return toInt64(value);
  const converted = typeof value === 'string' ? toInteger(value) : undefined;
  return converted ?? wrong(node, 'a whole number', path, context);
}

function decodeUnsigned(
  node: Node,
  bits: 16 | 32 | 64,
  path: Path,
  context: LoadContext,
): number | bigint | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  const unsigned = isNumeric(value) ? toUnsigned(value, bits) : undefined;
  return unsigned ?? wrong(node, 'a whole number from 0 on', path, context);
}

function decodeCpus(node: Node, path: Path, context: LoadContext): number | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (isBeyondInt64(value)) return wrong(node, 'a number of processors', path, context);
  const text = typeof value === 'string' ? toFloat(value, 64) : undefined;
  return text === undefined ? decodeFloat(node, path, context) : Math.fround(text.value);
}

function decodeFloat(node: Node, path: Path, context: LoadContext): number | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (typeof value === 'number' || typeof value === 'bigint') return Math.fround(Number(value));
  if (value instanceof GoFloat) return Math.fround(value.value);
  const converted = typeof value === 'string' ? toFloat(value, 32) : undefined;
  return converted === undefined ? wrong(node, 'a number', path, context) : converted.value;
}

function decodeDuration(node: Node, path: Path, context: LoadContext): Decoded | undefined {
  const text = node.kind === 'scalar' ? String(node.value) : '';
  const duration = parseDuration(text);
  if (duration !== undefined) return formatDuration(duration);
  const hint = 'Write numbers with units: "1m30s", "500ms", "2h".';
  context.report('invalid-duration', path, `"${text}" is not a duration`, node.at, hint);
  return undefined;
}

/** Values of extensions and of places without a type. */
export function plain(node: Node): Decoded {
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'map') {
    const decoded: Record<string, Decoded> = {};
    for (const [key, { value }] of node.entries) set(decoded, key, plain(value));
    return decoded;
  }
  return plainScalar(node);
}

function plainScalar({ value }: ScalarNode): Decoded {
  if (value instanceof GoFloat || value instanceof Timestamp || typeof value === 'bigint') {
    // Printers tell these from texts and whole numbers, JSON.stringify gives what one expects.
    return value as unknown as Decoded;
  }
  return value;
}
