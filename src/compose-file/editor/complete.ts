import type { Schema } from '../attributes/schema.ts';
import { descriptions } from '../schema/descriptions.ts';
import { type CursorPlace, cursorPlace } from './cursor-place.ts';
import { type NamedParts, namedParts } from './names.ts';
import { patternOf, schemaAt } from './schema-at.ts';

export interface Completion {
  label: string;
  /** What takes the place of what was typed. */
  insert: string;
  kind: 'key' | 'value' | 'name' | 'variable';
  /** One line about it. */
  detail?: string;
}

export interface Completions {
  /** Offsets of the text that a completion replaces. */
  from: number;
  to: number;
  items: Completion[];
}

/** Places whose values are names given elsewhere in the file. */
const NAMES: Readonly<Record<string, keyof NamedParts>> = {
  'services.*.depends_on': 'services',
  'services.*.depends_on.[]': 'services',
  'services.*.links.[]': 'services',
  'services.*.extends': 'services',
  'services.*.extends.service': 'services',
  'services.*.volumes_from.[]': 'services',
  'services.*.networks': 'networks',
  'services.*.networks.[]': 'networks',
  'services.*.secrets.[]': 'secrets',
  'services.*.secrets.[].source': 'secrets',
  'services.*.build.secrets.[]': 'secrets',
  'services.*.build.secrets.[].source': 'secrets',
  'services.*.configs.[]': 'configs',
  'services.*.configs.[].source': 'configs',
  'services.*.volumes.[]': 'volumes',
  'services.*.volumes.[].source': 'volumes',
  'services.*.models': 'models',
  'services.*.models.[]': 'models',
  'services.*.profiles.[]': 'profiles',
};

/** Texts that the specification lists and the schema, as Docker Compose's, leaves open. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'services.*.restart': ['no', 'always', 'on-failure', 'unless-stopped'],
  'services.*.pull_policy': ['always', 'never', 'missing', 'build', 'daily', 'weekly'],
  'services.*.network_mode': ['bridge', 'host', 'none', 'service:'],
  'services.*.ipc': ['shareable', 'private', 'host', 'none', 'service:'],
  'services.*.pid': ['host', 'service:'],
  'services.*.deploy.mode': ['replicated', 'global'],
  'services.*.deploy.restart_policy.condition': ['none', 'on-failure', 'any'],
  'services.*.ports.[].protocol': ['tcp', 'udp', 'sctp'],
  'services.*.ports.[].mode': ['host', 'ingress'],
  'services.*.cap_add.[]': ['ALL', 'NET_ADMIN', 'NET_RAW', 'SYS_ADMIN', 'SYS_PTRACE', 'SYS_TIME'],
  'services.*.cap_drop.[]': ['ALL', 'CHOWN', 'NET_RAW', 'SETUID', 'SETGID', 'MKNOD'],
  'services.*.logging.driver': ['json-file', 'local', 'none'],
  'networks.*.driver': ['bridge', 'host', 'ipvlan', 'macvlan', 'none', 'overlay'],
};

/**
 * What may be written where the cursor stands, by the specification and by the names in the file. `variables` are offered after `$`.
 * `undefined` where nothing can be said (comments, block texts, keys of the user's own).
 */
export function completeCompose(
  text: string,
  offset: number,
  variables: readonly string[] = [],
): Completions | undefined {
  const variable = /\$\{?(\w*)$/.exec(text.slice(Math.max(0, offset - 200), offset));
  if (variable !== null) return completeVariable(variable, text, offset, variables);
  const place = cursorPlace(text, offset);
  if (place === undefined) return undefined;
  const items = place.typing === 'key' ? keysAt(place, text) : valuesAt(place.path, text);
  const wanted = items.filter(({ label }) => label.toLowerCase().startsWith(place.typed.toLowerCase()));
  return wanted.length === 0 ? undefined : { from: place.start, to: offset, items: wanted };
}

function completeVariable(
  match: RegExpExecArray,
  text: string,
  offset: number,
  variables: readonly string[],
): Completions {
  const typed = match[1] ?? '';
  const braced = match[0].startsWith('${');
  const closing = text[offset] === '}' ? '' : '}';
  const items = variables
    .filter((name) => name.startsWith(typed))
    .map(
      (name): Completion => ({
        label: name,
        insert: braced ? `${name}${closing}` : `{${name}}`,
        kind: 'variable',
      }),
    );
  return { from: offset - typed.length, to: offset, items };
}

function keysAt({ path, siblings }: CursorPlace, text: string): Completion[] {
  const schema = schemaAt(path);
  const pattern = patternOf(path);
  const own = Object.entries(schema?.properties ?? {})
    .filter(([key, { deprecated }]) => !siblings.includes(key) && deprecated !== true)
    .map(([key, below]) => keyCompletion(key, below, descriptions[join(pattern, key)]));
  // A list item that is a text stands where a key might begin.
  const values = path.at(-1) === '[]' ? valuesAt(path, text) : [];
  const named = schema?.named === undefined ? [] : namesAt(pattern, path, text);
  const keys = named
    .filter((name) => !siblings.includes(name))
    .map((name): Completion => ({ label: name, insert: `${name}:`, kind: 'name' }));
  return [...values, ...own, ...keys];
}

function keyCompletion(key: string, schema: Schema, detail: string | undefined): Completion {
  const isNested = !schema.types.some((type) => !['map', 'list', 'null'].includes(type));
  return {
    label: key,
    insert: isNested ? `${key}:` : `${key}: `,
    kind: 'key',
    ...(detail ? { detail } : {}),
  };
}

function valuesAt(path: readonly string[], text: string): Completion[] {
  const schema = schemaAt(path);
  const pattern = patternOf(path);
  const words = schema?.values ?? VALUES[pattern] ?? (isFlag(schema) ? ['true', 'false'] : []);
  return [
    ...words.map((word): Completion => ({ label: word, insert: quoted(word, pattern), kind: 'value' })),
    ...namesAt(pattern, path, text).map((name): Completion => ({ label: name, insert: name, kind: 'name' })),
  ];
}

function isFlag(schema: Schema | undefined): boolean {
  return schema?.types.includes('boolean') === true;
}

/** `no` without quotes is false in YAML 1.1. */
function quoted(word: string, pattern: string): string {
  return word === 'no' && pattern === 'services.*.restart' ? '"no"' : word;
}

/** A service does not refer to itself. */
function namesAt(pattern: string, path: readonly string[], text: string): string[] {
  const section = NAMES[pattern];
  if (section === undefined) return [];
  const self = section === 'services' && pattern !== 'services.*.extends.service' ? path[1] : undefined;
  return namedParts(text)[section].filter((name) => name !== self);
}

function join(pattern: string, key: string): string {
  return pattern === '' ? key : `${pattern}.${key}`;
}
