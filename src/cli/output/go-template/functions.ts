/** The functions of Go's templates, and those that docker adds. */
import { UserError } from '../../../shared/index.ts';
import { rawJson, rowJson } from '../go-json.ts';

type TemplateFunction = (...args: unknown[]) => unknown;

/** Go's notion: not zero, not empty. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

const structs = new WeakSet<object>();

/** Fields that keep their order, and have no names when they are printed. */
export function goStruct<Fields extends object>(fields: Fields): Fields {
  structs.add(fields);
  return fields;
}

/** A value as Go's `fmt` prints it. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return '<no value>';
  if (Array.isArray(value)) return `[${value.map(show).join(' ')}]`;
  if (structs.has(value)) return `{${Object.values(value).map(show).join(' ')}}`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `map[${entries.map(([key, each]) => `${key}:${show(each)}`).join(' ')}]`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Docker's rows encode themselves, by the encoder that also escapes for HTML; other values do not. */
function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !structs.has(value);
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [show(a), show(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** `%s`, `%d`, `%v`, `%q`, `%.2f`, `%-10s`, `%%`. */
function printf(format: unknown, ...args: unknown[]): string {
  let next = 0;
  return show(format).replace(
    /%(-?)(\d*)(?:\.(\d+))?([sdvqf%])/g,
    (_, left: string, width: string, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      const value = args[next++];
      let text = show(value);
      if (verb === 'q') text = JSON.stringify(text);
      if (verb === 'f') text = Number(value).toFixed(Number(precision ?? 6));
      return left === '-' ? text.padEnd(Number(width)) : text.padStart(Number(width));
    },
  );
}

function index(collection: unknown, ...keys: unknown[]): unknown {
  return keys.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Reflect.get(value, typeof key === 'number' ? key : show(key)) as unknown;
  }, collection);
}

/** Of a text in bytes, as Go counts. */
function slice(value: unknown, from: unknown = 0, to?: unknown): unknown {
  const end = to === undefined ? undefined : Number(to);
  if (Array.isArray(value)) return value.slice(Number(from), end);
  return Buffer.from(show(value)).subarray(Number(from), end).toString('utf8');
}

const htmlEscapes: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

const scriptEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

/** What is not to be seen is written by its number. */
function script(...args: unknown[]): string {
  return args
    .map(show)
    .join('')
    .replace(/[\\'"<>&=]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
      const digits = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
      return scriptEscapes[character] ?? `\\u${digits.padStart(4, '0')}`;
    });
}

/** No field of a row is a function that could be called so. */
function call(value?: unknown): never {
  if (value === undefined || value === null)
    throw new UserError('bad-template', 'template: error calling call: call of nil');
  const [text, type] =
    typeof value === 'string' ? [JSON.stringify(value), 'string'] : [show(value), typeof value];
  throw new UserError('bad-template', `template: error calling call: non-function ${text} of type ${type}`);
}

function urlQuery(...args: unknown[]): string {
  return encodeURIComponent(args.map(show).join(''))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function title(text: unknown): string {
  return show(text).replace(/(^|\s)\p{L}/gu, (match) => match.toUpperCase());
}

export const functions: Readonly<Record<string, TemplateFunction>> = {
  and: (...args) => args.find((each) => !isTrue(each)) ?? args.at(-1),
  or: (...args) => args.find(isTrue) ?? args.at(-1),
  not: (value) => !isTrue(value),
  eq: (first, ...others) => others.some((each) => compare(first, each) === 0),
  ne: (a, b) => compare(a, b) !== 0,
  lt: (a, b) => compare(a, b) < 0,
  le: (a, b) => compare(a, b) <= 0,
  gt: (a, b) => compare(a, b) > 0,
  ge: (a, b) => compare(a, b) >= 0,
  len: (value) =>
    typeof value === 'string'
      ? Buffer.byteLength(value)
      : typeof value === 'object' && value !== null
        ? Object.keys(value).length
        : 0,
  index,
  slice,
  html: (...args) =>
    args
      .map(show)
      .join('')
      .replace(/["'&<>]/g, (character) => htmlEscapes[character] ?? ''),
  urlquery: urlQuery,
  js: script,
  call,
  printf,
  print: (...args) => args.map(show).join(''),
  println: (...args) => `${args.map(show).join(' ')}\n`,
  json: (value) => (isRow(value) ? rowJson(value) : rawJson(value)),
  split: (text, separator) => show(text).split(show(separator)),
  join: (list, separator) => (Array.isArray(list) ? list.map(show).join(show(separator)) : show(list)),
  title,
  lower: (text) => show(text).toLowerCase(),
  upper: (text) => show(text).toUpperCase(),
  pad: (text, before, after) =>
    show(text) === '' ? '' : ' '.repeat(Number(before)) + show(text) + ' '.repeat(Number(after)),
  truncate: (text, length) => show(text).slice(0, Number(length)),
};
