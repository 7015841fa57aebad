import { expect, test } from 'vitest';
import { composeJsonSchema } from '../src/compose-file/schema/json-schema.ts';
import { attributeChanges } from './support/attribute-changes.ts';

/** What may change without a container being recreated, and what other tests are about: services without containers, models of a plugin. */
const notInHash = [
  'build',
  'depends_on',
  'profiles',
  'pull_policy',
  'pull_refresh_after',
  'scale',
  'models',
  'provider',
];

test('a change of every attribute of a service is planned', () => {
  const planned = new Set(attributeChanges.map(({ attribute }) => attribute));
  expect([...planned, ...notInHash].sort()).toEqual(attributesOf(composeJsonSchema()).sort());
});

/** Of services, in the schema of Compose files. */
function attributesOf(schema: object): string[] {
  const { properties } = schema as { properties: { services: Services } };
  return Object.values(properties.services.patternProperties).flatMap((service) =>
    Object.keys(service.properties),
  );
}

interface Services {
  patternProperties: Record<string, { properties: Record<string, unknown> }>;
}
