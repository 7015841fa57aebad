import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LoadContext } from '../phases/context.ts';
import { readDocuments } from '../phases/read.ts';
import { checkSchema } from '../phases/schema-check.ts';
import type { MapNode } from '../tree/node.ts';
import { composeJsonSchema } from './json-schema.ts';

const ajv = new Ajv({ strict: false, allowUnionTypes: true });
const validate = ajv.compile(composeJsonSchema());

function loaderAccepts(value: unknown): boolean {
  const context = new LoadContext({ cwd: '/', environment: {} });
  const [document] = readDocuments({ file: 'f', text: JSON.stringify(value) }, context);
  checkSchema(document?.root as MapNode, context);
  return context.problems.length === 0;
}

test('the shipped schema is the one that the attributes make', () => {
  const shipped: unknown = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../schema/compose-file.json'), 'utf8'),
  );
  expect(shipped, 'run node scripts/write-schema.ts').toEqual(composeJsonSchema());
});

/** Values of every kind in the places of attributes: most are wrong somewhere, and both have to say so of the same ones. */
const value = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    1,
    -5,
    1.5,
    150,
    '',
    'x',
    'all',
    '10',
    'host',
    'bind',
    'sync',
    'service_started',
  ),
  fc.array(
    fc.constantFrom<unknown>('a', 'a', 'b', 1, null, { type: 'bind' }, { source: 's' }, { path: 'p' }, {}),
    { maxLength: 3 },
  ),
  fc.dictionary(
    fc.constantFrom(
      'a',
      'x-a',
      'a b',
      'path',
      'type',
      'condition',
      'context',
      'limits',
      'test',
      'soft',
      'hard',
      'service',
      'command',
    ),
    fc.constantFrom<unknown>(null, 'service_started', 1, {}, [], { cpus: 1 }, { type: 'volume' }, ['x']),
    { maxKeys: 3 },
  ),
);
const attribute = fc.constantFrom(...Object.keys(composeServiceProperties()), 'nope', 'x-mine');
const file = fc.record(
  {
    services: fc.dictionary(fc.constantFrom('a', 'b c'), fc.dictionary(attribute, value, { maxKeys: 2 }), {
      maxKeys: 1,
    }),
    networks: fc.dictionary(fc.constantFrom('n', 'n m'), value, { maxKeys: 1 }),
    volumes: fc.dictionary(fc.constantFrom('v', 'v w'), value, { maxKeys: 1 }),
    secrets: fc.dictionary(fc.constant('s'), value, { maxKeys: 1 }),
    configs: fc.dictionary(fc.constant('c'), value, { maxKeys: 1 }),
    models: fc.dictionary(fc.constant('m'), value, { maxKeys: 1 }),
    include: value,
    'x-any': value,
  },
  { requiredKeys: [] },
);

function composeServiceProperties(): object {
  const schema = composeJsonSchema() as {
    properties: { services: { patternProperties: Record<string, { properties: object }> } };
  };
  return Object.values(schema.properties.services.patternProperties)[0]?.properties ?? {};
}

test('the schema accepts and refuses what the loader does', () => {
  fc.assert(
    fc.property(file, (value) => {
      expect(validate(value)).toBe(loaderAccepts(value));
    }),
    { numRuns: 1000 },
  );
});
