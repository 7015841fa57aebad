/** The value of `RUN --mount=…` (Dockerfile reference, "RUN --mount"). */
import { didYouMean } from './suggestion.ts';

export type MountKind = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';

export interface RunMount {
  type: MountKind;
  from?: string;
  source?: string;
  target?: string;
  readOnly: boolean;
  /** Bytes, for tmpfs. */
  size?: number;
  id?: string;
  sharing?: 'shared' | 'private' | 'locked';
  required: boolean;
  /** Name of the variable that gets a secret; the empty text stands for the secret's id. */
  env?: string;
  mode?: number;
  uid?: number;
  gid?: number;
}

const kinds: readonly MountKind[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const sharings = ['shared', 'private', 'locked'] as const;
const keys =
  'type from source target readonly id sharing required size mode uid gid src dst destination ro rw readwrite env'.split(
    ' ',
  );

/** Divides at commas, as CSV: a field in double quotes may hold commas. @throws Error */
function splitFields(text: string): string[] {
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  for (let at = 0; at <= text.length; at = field.lastIndex) {
    field.lastIndex = at;
    const match = field.exec(text);
    if (!match) throw new Error('failed to parse csv mounts: parse error: bare " in non-quoted field');
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') break;
  }
  return fields;
}

/** What can be said before variables are known. @throws Error */
export function checkMountSyntax(text: string): void {
  for (const field of splitFields(text)) {
    if (/^from=.*\$./i.test(field)) {
      throw new Error("'from' doesn't support variable expansion, define alias stage instead");
    }
  }
}

/** The name after `from=`, which has no variables. */
export function mountSource(text: string): string | undefined {
  return splitFields(text)
    .find((field) => /^from=/i.test(field))
    ?.slice(5);
}

/** @throws Error with the frontend's sentence. */
export function parseMount(text: string, expand: (word: string) => string): RunMount {
  const mount: RunMount = { type: 'bind', readOnly: false, required: false };
  let readOnly: boolean | undefined;
  for (const field of splitFields(text)) {
    const equals = field.indexOf('=');
    const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
    const value = equals === -1 ? undefined : expand(field.slice(equals + 1));
    if (key === 'readonly' || key === 'ro') readOnly = value === undefined || readBoolean(key, value);
    else if (key === 'readwrite' || key === 'rw') readOnly = value !== undefined && !readBoolean(key, value);
    else setOption(mount, key, value, field);
  }
  mount.readOnly = readOnly ?? !['cache', 'tmpfs'].includes(mount.type);
  checkCombination(mount);
  return mount;
}

function setOption(mount: RunMount, key: string, value: string | undefined, field: string): void {
  if (key === 'required') {
    allowOnly(mount, key, ['secret', 'ssh']);
    mount.required = value === undefined || readBoolean(key, value);
    return;
  }
  if (value === undefined) throw new Error(`invalid field '${field}' must be a key=value pair`);
  switch (key) {
    case 'type':
      mount.type = choice(kinds, value, `unsupported mount type ${JSON.stringify(value)}`);
      return;
    case 'from':
    case 'id':
    case 'env':
      mount[key] = value;
      return;
    case 'source':
    case 'src':
      mount.source = value;
      return;
    case 'target':
    case 'dst':
    case 'destination':
      mount.target = value;
      return;
    case 'size':
      allowOnly(mount, key, ['tmpfs']);
      mount.size = readSize(key, value);
      return;
    case 'sharing':
      mount.sharing = choice(sharings, value, `unsupported sharing value ${JSON.stringify(value)}`);
      return;
    case 'mode':
      mount.mode = readNumber(key, value, 8);
      return;
    case 'uid':
    case 'gid':
      mount[key] = readNumber(key, value, 10);
      return;
    default:
      throw new Error(`unexpected key '${key}' in '${field}'${didYouMean(key, keys)}`);
  }
}

function checkCombination(mount: RunMount): void {
  const { type } = mount;
  if (!['secret', 'ssh', 'cache'].includes(type)) {
    for (const key of ['mode', 'uid', 'gid'] as const) {
      if (mount[key] !== undefined) throw new Error(`${key} not allowed for "${type}" type mounts`);
    }
  }
  if (type === 'secret') {
    if (mount.from) throw new Error('secret mount should not have a from');
    if (mount.sharing) throw new Error('secret mount should not define sharing');
    if (!mount.source && !mount.target && !mount.id) {
      throw new Error('invalid secret mount. one of source, target required');
    }
    if (mount.source && mount.id) throw new Error("both source and id can't be set");
  }
  if (mount.sharing && type !== 'cache') throw new Error(`invalid cache sharing set for ${type} mount`);
}

function allowOnly(mount: RunMount, key: string, types: MountKind[]): void {
  if (!types.includes(mount.type)) throw new Error(`unexpected key '${key}' for mount type '${mount.type}'`);
}

function choice<T extends string>(options: readonly T[], value: string, message: string): T {
  const match = options.find((option) => option === value.toLowerCase());
  if (match === undefined) throw new Error(message + didYouMean(value, options));
  return match;
}

function readBoolean(key: string, value: string): boolean {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value)) return false;
  throw new Error(`invalid value for ${key}: ${value}`);
}

function readNumber(key: string, value: string, base: 8 | 10): number {
  const digits = base === 8 ? /^[0-7]+$/ : /^\d+$/;
  const number = Number.parseInt(value, base);
  if (!digits.test(value) || number > 0xffffffff) throw new Error(`invalid value ${value} for ${key}`);
  return number;
}

function readSize(key: string, value: string): number {
  const match = /^(\d+(?:\.\d+)?) ?(?:([kmgtp])i?b?|b)?$/i.exec(value);
  if (!match) throw new Error(`invalid value for ${key}: ${value}`);
  const power = ' kmgtp'.indexOf(match[2]?.toLowerCase() ?? ' ');
  return Math.floor(Number(match[1]) * 1024 ** power);
}
