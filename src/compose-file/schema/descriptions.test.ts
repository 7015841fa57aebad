import { expect, test } from 'vitest';
import { rootSchema } from '../attributes/registry.ts';
import type { Schema } from '../attributes/schema.ts';
import { descriptions } from './descriptions.ts';

/** Every key that the schema knows, by its place. */
function places(schema: Schema, path: readonly string[] = []): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, below]) => [
    [...path, key].join('.'),
    ...places(below, [...path, key]),
  ]);
  const named = schema.named === undefined ? [] : places(schema.named.schema, [...path, '*']);
  const items = schema.items === undefined ? [] : places(schema.items, [...path, '[]']);
  return [...own, ...named, ...items];
}

const known = places(rootSchema);

test('describes no key that does not exist', () => {
  expect(Object.keys(descriptions).filter((place) => !known.includes(place))).toEqual([]);
});

test.each([
  ['the top level', /^[^.]+$/],
  ['services', /^services\.\*\.[^.]+$/],
  ['build', /^services\.\*\.build\.[^.]+$/],
  ['health checks', /^services\.\*\.healthcheck\.[^.]+$/],
  ['ports', /^services\.\*\.ports\.\[\]\.[^.]+$/],
  ['mounts', /^services\.\*\.volumes\.\[\]\.[^.]+$/],
  ['dependencies', /^services\.\*\.depends_on\.\*\.[^.]+$/],
  ['watching', /^services\.\*\.develop\.watch\.\[\]\.[^.]+$/],
  [
    'networks, volumes, secrets, configs and models',
    /^(?:networks|volumes|secrets|configs|models)\.\*\.[^.]+$/,
  ],
])('describes every key of %s', (_, pattern) => {
  const wanted = known.filter((place) => pattern.test(place));
  expect(wanted.length).toBeGreaterThan(2);
  expect(wanted.filter((place) => descriptions[place] === undefined)).toEqual([]);
});
