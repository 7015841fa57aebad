/** Lines with structure: JSON objects and logfmt. */

export type LogFields = Record<string, unknown>;

/** Characters of a line that is taken apart at all. */
const LIMIT = 64 * 1024;

/** A line that is one JSON object. */
export function jsonFields(plain: string): LogFields | undefined {
  const text = plain.trim();
  if (text.length > LIMIT || !text.startsWith('{') || !text.endsWith('}')) return undefined;
  try {
    return JSON.parse(text) as LogFields;
  } catch {
    return undefined;
  }
}

const pair = /([A-Za-z_][\w.@/-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"=]*))(?=\s|$)/gy;
const gap = /\s+/y;

/** A line that begins with `key=value` pairs, at least two; text after them is left out. */
export function logfmtFields(plain: string): LogFields | undefined {
  if (plain.length > LIMIT || !plain.includes('=')) return undefined;
  const fields: LogFields = {};
  let count = 0;
  let at = 0;
  while (at < plain.length) {
    gap.lastIndex = at;
    at += gap.exec(plain)?.[0].length ?? 0;
    pair.lastIndex = at;
    const match = pair.exec(plain);
    if (match === null) break;
    setField(fields, match[1] ?? '', match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? '');
    count++;
    at = pair.lastIndex;
  }
  return count >= 2 ? fields : undefined;
}

/** `__proto__` is a name like any other. */
function setField(fields: LogFields, name: string, value: unknown): void {
  Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}

/** By `user.id`: a field of this very name, else one inside of another; of lists by index. */
export function fieldAt(fields: LogFields, path: string): unknown {
  if (Object.hasOwn(fields, path)) return fields[path];
  let value: unknown = fields;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as LogFields)[part];
  }
  return value;
}

/** Nested fields as `user.id`, in their order; lists and what is deeper than `depth` stay as JSON. */
export function flattenFields(fields: LogFields, depth = 4): [path: string, value: string][] {
  return Object.entries(fields).flatMap(([key, value]): [string, string][] => {
    const isNest = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isNest || depth <= 1 || Object.keys(value).length === 0) return [[key, valueText(value)]];
    return flattenFields(value as LogFields, depth - 1).map(([path, text]) => [`${key}.${path}`, text]);
  });
}

/** As one would write it after a colon in a query. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

const messageKeys = ['msg', 'message', 'event', '@m', '@mt', 'text', 'MESSAGE'];

/** The field that says what happened. */
export function messageKey(fields: LogFields): string | undefined {
  return messageKeys.find((key) => typeof fields[key] === 'string');
}
