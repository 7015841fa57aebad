import { expect, test } from 'vitest';
import { JsonObjects } from './json-objects.ts';

test.each([
  ['an object a line', ['{"a":1}', '', '{"b":2}'], ['{"a":1}', '{"b":2}']],
  ['an object over lines', ['{', '  "a": {"b":"x"}', '}'], ['{\n  "a": {"b":"x"}\n}']],
  ['two in a line', ['{"a":1} {"b":2}'], ['{"a":1}', '{"b":2}']],
  ['braces and quotes in texts', ['{"a":"}{\\"}"}{"b":"\\\\"}'], ['{"a":"}{\\"}"}', '{"b":"\\\\"}']],
  ['an object after a blank', ['  {"a":1}'], ['{"a":1}']],
  ['what is no object', ['{"a":1}', 'hello {there}'], ['{"a":1}', 'hello {there}']],
  ['an object without end', ['{"a":1', '"b":2'], ['{"a":1\n"b":2']],
])('%s', (_, lines, objects) => {
  const cutter = new JsonObjects();
  expect([...lines.flatMap((line) => cutter.push(line)), ...cutter.rest()]).toEqual(objects);
});
