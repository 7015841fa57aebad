import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { completeCompose } from './complete.ts';
import { cursorPlace } from './cursor-place.ts';
import { describeKey } from './describe.ts';

/** The text with `|` where the cursor stands. */
function at(marked: string): [string, number] {
  const offset = marked.indexOf('|');
  return [marked.replace('|', ''), offset];
}

function labels(marked: string, variables?: string[]): string[] | undefined {
  return completeCompose(...at(marked), variables)?.items.map(({ label }) => label);
}

test.each([
  ['|', []],
  ['services:\n  |', ['services']],
  ['services:\n  web:\n    |', ['services', 'web']],
  ['services:\n  web:\n    image: x\n    bu|', ['services', 'web']],
  ['services:\n  web:\n    ports:\n      - |', ['services', 'web', 'ports', '[]']],
  ['services:\n  web:\n    ports:\n    - |', ['services', 'web', 'ports', '[]']],
  ['services:\n  web:\n    ports:\n    - target: 80\n      |', ['services', 'web', 'ports', '[]']],
  ['services:\n  web:\n    ports:\n    - target: 80\n    |', ['services', 'web']],
  [
    'services:\n  web:\n    volumes:\n      - type: bind\n        bind:\n          |',
    ['services', 'web', 'volumes', '[]', 'bind'],
  ],
  ['services:\n  web:\n    restart: |', ['services', 'web', 'restart']],
  ['services:\n  web:\n    depends_on: [db, |', ['services', 'web', 'depends_on', '[]']],
  ['services:\n  web:\n\n    # why\n    image: x\n\n  |', ['services']],
  ['services:\n  "web":\n    |', ['services', 'web']],
])('%j stands at %j', (marked, path) => {
  expect(cursorPlace(...at(marked))?.path).toEqual(path);
});

test.each(['# a comment |', 'a: b # and |'])('%j is no place for completion', (marked) => {
  expect(completeCompose(...at(marked))).toBeUndefined();
});

test('block texts are left alone', () => {
  const text = 'services:\n  web:\n    command: |-\n      run ';
  expect(completeCompose(text, text.length)).toBeUndefined();
});

test('keys come with what they are for, without those that are there', () => {
  const found = completeCompose(...at('services:\n  web:\n    image: x\n    im|'));
  expect(found).toBeUndefined();
  const keys = completeCompose(...at('services:\n  web:\n    image: x\n    heal|'));
  expect(keys?.items).toEqual([
    { label: 'healthcheck', insert: 'healthcheck:', kind: 'key', detail: expect.stringContaining('well') },
  ]);
});

test('names of the file are offered where they are meant, a service never to itself', () => {
  const file = 'services:\n  web:\n    depends_on:\n      - |\n  db:\n    image: x\n  cache:\n    image: y\n';
  expect(labels(file)).toEqual(['db', 'cache']);
  expect(
    labels('services:\n  web:\n    networks:\n      - f|\nnetworks:\n  front: {}\n  back: {}\n'),
  ).toEqual(['front']);
  expect(labels('services:\n  web:\n    depends_on:\n      |\n  db:\n    image: x\n')).toEqual(['db']);
});

test('words that the specification lists', () => {
  expect(labels('services:\n  web:\n    depends_on:\n      db:\n        condition: service_h|')).toEqual([
    'service_healthy',
  ]);
  expect(labels('services:\n  web:\n    privileged: |')).toEqual(['true', 'false']);
  expect(completeCompose(...at('services:\n  web:\n    restart: n|'))?.items[0]?.insert).toBe('"no"');
});

test('variables after a dollar', () => {
  expect(labels('services:\n  web:\n    image: redis:${TA|', ['TAG', 'OTHER'])).toEqual(['TAG']);
  expect(completeCompose(...at('a: $T|'), ['TAG'])?.items[0]?.insert).toBe('{TAG}');
  expect(completeCompose(...at('a: ${T|}'), ['TAG'])?.items[0]?.insert).toBe('TAG');
});

test('a key tells what it is for', () => {
  const text = 'services:\n  web:\n    ports:\n      - target: 80\n';
  expect(describeKey(text, text.indexOf('target') + 2)).toMatchObject({
    path: 'services.web.ports.[].target',
  });
  expect(describeKey(text, text.indexOf('web') + 1)).toBeUndefined();
});

test('no text and no place make it fail', () => {
  const piece = fc.constantFrom(
    'services:',
    '\n',
    '  ',
    '- ',
    'web:',
    '"',
    "'",
    '|',
    '>',
    '{',
    '[',
    ',',
    '#',
    '${',
    'a',
    ': ',
    '\t',
    '&x ',
    '*x',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(), (pieces, n) => {
      const text = pieces.join('');
      const offset = n % (text.length + 1);
      completeCompose(text, offset, ['A']);
      describeKey(text, offset);
    }),
    { numRuns: 500 },
  );
});
