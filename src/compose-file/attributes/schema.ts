/** What a file may say at one place. A subset of JSON Schema, from which the shipped schema is generated. */
export interface Schema {
  readonly types: readonly SchemaType[];
  /** One of these texts. */
  readonly values?: readonly string[];
  readonly pattern?: RegExp;
  /** What to write where the pattern does not match. */
  readonly hint?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly unique?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  /** Keys that the user names, and what each holds. */
  readonly named?: { readonly pattern: RegExp; readonly schema: Schema };
  /** Other keys are allowed. */
  readonly open?: boolean;
  /** `x-*` keys are allowed. */
  readonly extensible?: boolean;
  readonly required?: readonly string[];
  readonly deprecated?: boolean;
}

export type SchemaType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'list' | 'map';

type Properties = Readonly<Record<string, Schema>>;

export const NAME: RegExp = /^[a-zA-Z0-9._-]+$/;
/** A dot does not stand for carriage returns and line separators here, but does where Docker Compose matches. */
const ANY_KEY = /[^\n]+/;

export const text: Schema = { types: ['string'] };
export const flag: Schema = { types: ['boolean', 'string'] };
export const onlyBoolean: Schema = { types: ['boolean'] };
export const integer: Schema = { types: ['integer', 'string'] };
export const onlyInteger: Schema = { types: ['integer'] };
export const number: Schema = { types: ['number', 'string'] };
export const onlyNumber: Schema = { types: ['number'] };
export const scalarOrNull: Schema = { types: ['string', 'number', 'boolean', 'null'] };

export function oneOfTexts(...values: string[]): Schema {
  return { types: ['string'], values };
}

export function bounded(minimum: number, maximum?: number): Schema {
  return { types: ['integer', 'string'], minimum, ...(maximum === undefined ? {} : { maximum }) };
}

export function listOf(items: Schema, unique = false): Schema {
  return { types: ['list'], items, unique };
}

export const texts: Schema = listOf(text, true);
export const repeatableTexts: Schema = listOf(text);

/** An object with these keys and `x-*`. */
export function object(properties: Properties, required: readonly string[] = []): Schema {
  return { types: ['map'], properties, extensible: true, required };
}

/** An object with these keys and no others. */
export function closedObject(properties: Properties, required: readonly string[] = []): Schema {
  return { types: ['map'], properties, required };
}

export function mapOf(schema: Schema, pattern: RegExp = ANY_KEY, open = false): Schema {
  return { types: ['map'], named: { pattern, schema }, open };
}

/** Either of several kinds of value; no two may be of one type. */
export function either(...schemas: Schema[]): Schema {
  return Object.assign({}, ...schemas, { types: schemas.flatMap((schema) => schema.types) }) as Schema;
}

export const nothing: Schema = { types: ['null'] };
export const textOrTexts: Schema = either(text, texts);
export const command: Schema = either(nothing, text, repeatableTexts);
/** `KEY: value` or `- KEY=value`. */
export const listOrMap: Schema = either(mapOf(scalarOrNull), texts);
export const extraHosts: Schema = either(mapOf(either(text, repeatableTexts)), texts);
export const driverOptions: Schema = mapOf({ types: ['string', 'number'] }, ANY_KEY, true);
export const fileReferences: Schema = listOf(
  either(text, object({ source: text, target: text, uid: text, gid: text, mode: number })),
);
const hookKeys = { command, user: text, privileged: flag, working_dir: text, environment: listOrMap };

/** A command in a running container. */
export const hook: Schema = object(hookKeys, ['command']);

/** A container of its own that runs before the service's. */
export const initContainer: Schema = object({ ...hookKeys, image: text, per_replica: flag }, []);
export const ulimits: Schema = mapOf(
  either(integer, object({ hard: integer, soft: integer }, ['soft', 'hard'])),
  /^[a-z]+$/,
  true,
);
export const external: Schema = either(flag, object({ name: { ...text, deprecated: true } }));
