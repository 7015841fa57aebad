import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from './dockerfile.ts';
import { DockerfileError, excerpt } from './dockerfile-error.ts';

const folder = join(import.meta.dirname, 'cases');

function resultOf(text: string): unknown {
  try {
    return parseDockerfile(text);
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error;
    return { error: error.message, lines: error.lines };
  }
}

describe('each case has the result beside it (UPDATE_CASES=1 writes them anew)', () => {
  test.each(readdirSync(folder))('%s', (name) => {
    const result = resultOf(readFileSync(join(folder, name, 'Dockerfile'), 'utf8'));
    const file = join(folder, name, 'result.json');
    if (process.env.UPDATE_CASES) writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
    expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });
});

test('whatever the text, the parser throws nothing but its own error', () => {
  const pieces =
    'FROM a|RUN |<<EOF|<<-"E"|\n|\\\n|# escape=`\n|[|]|"|,|--mount=|COPY |ENV |A=|$|${|}|:-|ONBUILD |HEALTHCHECK --interval=1s CMD |\u{1F600}|\t';
  const piece = constantFrom("'", ...pieces.split('|'));
  const text = array(oneof({ weight: 4, arbitrary: piece }, string()), { maxLength: 30 });
  assert(
    property(text, (parts) => {
      resultOf(parts.join(''));
    }),
    { numRuns: 2000 },
  );
});

test('an excerpt marks the lines of the instruction and shows those around it', () => {
  const text = 'FROM busybox\n\nRUN false\n';
  expect(excerpt('Dockerfile', text, { start: 3, end: 3 })).toBe(
    [
      'Dockerfile:3',
      '--------------------',
      '   1 |     FROM busybox',
      '   2 |     ',
      '   3 | >>> RUN false',
      '   4 |     ',
      '--------------------',
      '',
    ].join('\n'),
  );
});
