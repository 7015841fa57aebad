import { parseByteSize } from '../formats/byte-size.ts';
import { isBeyondInt64, toInt64 } from '../formats/go-integer.ts';
import { splitCommand } from '../formats/split-command.ts';
import { toInteger } from '../phases/cast.ts';
import type { LoadContext } from '../phases/context.ts';
import { asText, get, isText, type Node, printed } from '../tree/node.ts';
import type { Path } from '../tree/path.ts';
import { GoFloat } from '../tree/scalar.ts';
import { parseInteger } from '../yaml/resolve.ts';
import { type Decoded, decodeBoolean, decodeInteger, isWhole, plain, wrong } from './decode.ts';
import { keepExact } from './exact.ts';

/** Characters; a shorter command has no room for too many words. */
const LONG_COMMAND = 128 * 1024;

/** A size in bytes as decimal text; what is no whole number counts as 0, as Docker Compose has it. */
export function decodeBytes(node: Node, path: Path, context: LoadContext): Decoded | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (isWhole(value)) return String(value);
  if (typeof value !== 'string') {
    if (!(value instanceof GoFloat || isBeyondInt64(value)))
      return wrong(node, 'a byte size such as 512m', path, context);
    return '0';
  }
  const size = parseByteSize(value);
  if (typeof size === 'number') return String(toInt64(new GoFloat(size)));
  context.report('invalid-size', path, size, node.at, 'Write a number with b, k, m or g: "512m", "1.5g".');
  return undefined;
}

/** File modes are printed in octal. */
export function decodeMode(node: Node, path: Path, context: LoadContext): Decoded | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (isWhole(value)) return `0${value.toString(8)}`;
  const octal = typeof value === 'string' ? parseOctal(value) : undefined;
  if (octal !== undefined) return `0${octal.toString(8)}`;
  return wrong(node, 'a file mode such as "0440"', path, context);
}

function parseOctal(text: string): number | bigint | undefined {
  const [, sign = '', digits] = /^([-+]?)([0-7]+)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return parseInteger(`${sign}0o${digits}`);
}

export function decodeDeviceCount(node: Node, path: Path, context: LoadContext): Decoded | undefined {
  const text = asText(node);
  if (text?.toLowerCase() === 'all') return -1;
  if (text !== undefined && toInteger(text) === undefined) {
    context.report(
      'unknown-value',
      path,
      `invalid value "${text}", the only value allowed is 'all' or a number`,
      node.at,
    );
    return undefined;
  }
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (value instanceof GoFloat || isBeyondInt64(value))
    return wrong(node, "'all' or a whole number", path, context);
  return decodeInteger(node, path, context);
}

export function decodeEnvFile(node: Node, path: Path, context: LoadContext): Decoded | undefined {
  const decoded = plain(node);
  const required = node.kind === 'map' ? get(node, 'required') : undefined;
  if (required === undefined) return decoded;
  const isRequired = decodeBoolean(required, [...path, 'required'], context);
  return { ...(decoded as Record<string, Decoded>), required: isRequired ?? true };
}

export function decodeUlimit(node: Node, path: Path, context: LoadContext): Decoded | undefined {
  if (node.kind !== 'map') return decodeWhole(node, path, context);
  const decoded: Record<string, Decoded> = {};
  for (const key of ['soft', 'hard']) {
    const value = get(node, key);
    const limit = (value && decodeWhole(value, [...path, key], context)) ?? 0;
    decoded[key] = typeof limit === 'bigint' ? keepExact(decoded, key, limit) : limit;
  }
  return decoded;
}

/** Neither a text nor a floating-point number. */
function decodeWhole(node: Node, path: Path, context: LoadContext): number | bigint | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  return isWhole(value) ? value : wrong(node, 'a whole number', path, context);
}

export function decodeCommand(
  node: Node,
  kind: 'command' | 'health-test',
  path: Path,
  context: LoadContext,
): Decoded | undefined {
  if (node.kind === 'list') {
    const wrongItem = node.items.find((item) => !isText(item));
    return wrongItem === undefined ? node.items.map(printed) : wrong(wrongItem, 'a text', path, context);
  }
  const text = asText(node);
  if (text === undefined) return kind === 'command' ? null : wrong(node, 'a text or a list', path, context);
  if (kind === 'health-test') return ['CMD-SHELL', text];
  if (text.length > LONG_COMMAND) context.count(node.at, countWords(text));
  const words = splitCommand(text);
  if (words !== undefined) return words;
  const hint = 'Close every quote, or write the command as a list.';
  context.report('invalid-command', path, 'invalid command line string', node.at, hint);
  return undefined;
}

/** At most so many: those in quotes are no words of their own. */
function countWords(text: string): number {
  let words = 1;
  for (const _ of text.matchAll(/[ \t\r\n]+/g)) words += 1;
  return words;
}
