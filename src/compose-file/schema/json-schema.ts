import { rootSchema } from '../attributes/registry.ts';
import type { Schema, SchemaType } from '../attributes/schema.ts';
import { descriptions } from './descriptions.ts';

export type JsonSchema = { [key: string]: unknown };

const TYPES: Record<SchemaType, string> = {
  string: 'string',
  number: 'number',
  integer: 'integer',
  boolean: 'boolean',
  null: 'null',
  list: 'array',
  map: 'object',
};

/** The JSON Schema (draft 7) of Compose files, for editors and for whoever checks files without loading them. */
export function composeJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Compose file',
    ...toJsonSchema(rootSchema, []),
  };
}

/** Keywords of JSON Schema hold only for values of their type, so that several types need no alternatives. */
function toJsonSchema(schema: Schema, path: readonly string[]): JsonSchema {
  const description = descriptions[path.join('.')];
  return {
    type: typesOf(schema),
    ...(description === undefined ? {} : { description }),
    ...textKeywords(schema),
    ...numberKeywords(schema),
    ...listKeywords(schema, path),
    ...mapKeywords(schema, path),
  };
}

function typesOf({ types }: Schema): string | string[] {
  const [first, ...others] = types.map((type) => TYPES[type]);
  return others.length === 0 ? (first ?? 'null') : [first ?? 'null', ...others];
}

function textKeywords({ types, values, pattern, deprecated }: Schema): JsonSchema {
  // Other types beside a list of words are allowed as they are.
  const words =
    values === undefined
      ? {}
      : types.length === 1
        ? { enum: values }
        : { pattern: `^(?:${values.join('|')})$` };
  return {
    ...words,
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
    ...(deprecated === true ? { deprecated: true } : {}),
  };
}

function numberKeywords({ minimum, maximum }: Schema): JsonSchema {
  return { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
}

function listKeywords({ items, unique }: Schema, path: readonly string[]): JsonSchema {
  return {
    ...(items === undefined ? {} : { items: toJsonSchema(items, [...path, '[]']) }),
    ...(unique === true ? { uniqueItems: true } : {}),
  };
}

function mapKeywords(schema: Schema, path: readonly string[]): JsonSchema {
  const { types, properties, named, open, extensible, required = [] } = schema;
  if (!types.includes('map')) return {};
  const own = Object.entries(properties ?? {}).map(
    ([key, below]) => [key, toJsonSchema(below, [...path, key])] as const,
  );
  const patterns: [string, unknown][] = [];
  if (extensible === true) patterns.push(['^x-', true]);
  if (named !== undefined) patterns.push([named.pattern.source, toJsonSchema(named.schema, [...path, '*'])]);
  return {
    ...(own.length === 0 ? {} : { properties: Object.fromEntries(own) }),
    ...(patterns.length === 0 ? {} : { patternProperties: Object.fromEntries(patterns) }),
    ...(required.length === 0 ? {} : { required }),
    ...(open === true ? {} : { additionalProperties: false }),
  };
}
