import { expect, test } from 'vitest';
import { substitute, TemplateError } from './template.ts';

const variables: Record<string, string> = { A: 'va', EMPTY: '' };
const expand = (template: string): string => substitute(template, (name) => variables[name]);

test.each([
  ['$A-${A}', 'va-va'],
  ['$$A $5 $ $-', '$A $5 $ $-'],
  ['${Z:-d}${EMPTY:-d}${EMPTY-d}${Z-d}', 'ddd'],
  ['${A:+p}${EMPTY:+p}${EMPTY+p}${Z+p}', 'pp'],
  ['${Z:-${A}}x${Z:-{a}}', 'vax{a}'],
  ['${Z:-a:-b?c}', 'a:-b?c'],
  ['${Z:-{}', '{'],
  ['${Z:-a}b}', 'ab}'],
])('%s is %s', (template, value) => {
  expect(expand(template)).toBe(value);
});

test.each(['${', '${}', '${A', '${A!b}', '${1}', '${ A }', '${Z:-x\ny}'])('%j is refused', (template) => {
  expect(() => expand(template)).toThrow(TemplateError);
});

test.each([
  ['${Z:?say it}', 'required variable Z is missing a value: say it'],
  ['${EMPTY:?}', 'required variable EMPTY is missing a value'],
  ['${A:-${Z:?inner}}', 'required variable Z is missing a value: inner'],
])('%s needs its variable', (template, message) => {
  expect(() => expand(template)).toThrow(message);
});

test('variables without value are told', () => {
  const unset: string[] = [];
  substitute('$X ${Y} ${Z:-d}', () => undefined, { unset: (name) => unset.push(name) });
  expect(unset).toEqual(['X', 'Y']);
});
