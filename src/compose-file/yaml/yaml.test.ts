import { expect, test } from 'vitest';
import { LoadContext } from '../phases/context.ts';
import { readDocuments } from '../phases/read.ts';
import { printJson } from '../print/json.ts';
import { treeToPrintable } from '../print/printable.ts';
import { printYaml } from '../print/yaml.ts';

function read(text: string): string[] {
  const context = new LoadContext({ cwd: '/', environment: {} });
  return [...readDocuments({ file: 'f', text }, context)].map(({ root }) =>
    printJson(treeToPrintable(root, 'json')),
  );
}

test.each([
  ['a: 1\nb: [x, "y", {c: d}]', '{"a":1,"b":["x","y",{"c":"d"}]}'],
  ['a:\n- 1\n- - 2\n  - 3', '{"a":[1,[2,3]]}'],
  ['a: |\n  x\n   y\n\nb: >-\n  x\n  y', '{"a":"x\\n y\\n","b":"x y"}'],
  ['a: b\n  c', '{"a":"b c"}'],
  ['a: "x\\ty\n\n  z"', '{"a":"x\\ty\\nz"}'],
  ['0777: 1', 'non-string key: 0777'],
  ['a: [0777, 0o17, 0x1f, 1_000, 1e3, .5, 089, 1:30, yes, ~, .inf]', undefined],
  ['a: &x {k: v}\nb: {<<: *x, l: *x}', '{"a":{"k":"v"},"b":{"k":"v","l":{"k":"v"}}}'],
  ['a: &x {k: 1}\nb: {<<: [*x, {k: 2, m: 3}], k: 0}', '{"a":{"k":1},"b":{"k":0,"m":3}}'],
  ['a: !!str 5\nb: !!float 3\nc: !x y', '{"a":"5","b":3,"c":"y"}'],
  ['? a\n: b', '{"a":"b"}'],
])('%j', (text, json) => {
  if (json === undefined) {
    expect(read(text.replace(', .inf', ''))).toEqual([
      '{"a":[511,15,31,1000,1000,0.5,89,"1:30","yes",null]}',
    ]);
  } else if (json.startsWith('{')) expect(read(text)).toEqual([json]);
  else expect(() => read(text)).toThrow(json);
});

test('a text may hold several documents', () => {
  expect(read('a: 1\n---\nb: 2\n...\n---\n')).toEqual(['{"a":1}', '{"b":2}', 'null']);
});

test.each([
  ['a: b: c', 1, 5, 'mapping values are not allowed in this context'],
  ['a:\n  b\nc\nd: 1', 3, 1, "could not find expected ':'"],
  ['a: [1, 2', 1, 9, "did not find expected ',' or ']'"],
  ['a: "x', 1, 4, 'found unexpected end of stream'],
  ['a: *x', 1, 4, "unknown anchor 'x' referenced"],
  ['a: 1\na: 2', 2, 1, 'mapping key "a" already defined at line 1'],
  ['a: &x\n  b: *x', 2, 6, 'cycle detected'],
  ['\ta: 1', 1, 1, 'found character that cannot start any token'],
  ['a: "\\q"', 1, 5, 'found unknown escape character'],
])('%j is refused at %d:%d', (text, line, column, message) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(message),
      position: expect.objectContaining({ line, column }),
    }),
  );
});

test.each([
  ['plain', 'plain'],
  ['', '""'],
  ['true', '"true"'],
  ['yes', '"yes"'],
  ['0x1', '"0x1"'],
  ['1:30', '"1:30"'],
  ['2020-01-01', '"2020-01-01"'],
  ['a: b', "'a: b'"],
  ['#x', "'#x'"],
  ["it's", "it's"],
  ["- it's", "'- it''s'"],
  [' x', "' x'"],
  ['a\tb', '"a\\tb"'],
  ['x\ny\n', '|\n  x\n  y'],
  ['x\ny', '|-\n  x\n  y'],
  [' x\n', '|2\n   x'],
  ['x \ny', '"x \\ny"'],
  ['😀', '"\\U0001F600"'],
  ['é', 'é'],
  ['<<', '<<'],
])('%j is printed as %s', (text, printed) => {
  expect(printYaml(text)).toBe(`${printed}\n`);
});
