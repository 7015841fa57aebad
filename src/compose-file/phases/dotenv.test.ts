import { expect, test } from 'vitest';
import { DotenvError, parseDotenv } from './dotenv.ts';

const shell: Record<string, string> = { HOME: '/home/me', TOKEN: 't' };
const parse = (text: string): Record<string, string> =>
  Object.fromEntries(parseDotenv(text, (name) => shell[name]).values);

test.each([
  ['A=1\nB = 2\n', { A: '1', B: '2' }],
  ['# c\n\nA=1 # c\nB=a#b', { A: '1', B: 'a#b' }],
  ['A="x\\ty\\n" # c', { A: 'x\ty\n' }],
  ["A='$HOME\\n'", { A: '$HOME\\n' }],
  ['A=$HOME\nB=${A}/x\nC=${Z:-d}', { A: '/home/me', B: '/home/me/x', C: 'd' }],
  ['export A=1\nB: y', { A: '1', B: 'y' }],
  ['TOKEN\nNOPE\n', { TOKEN: 't' }],
  ["A='two\nlines'\nB=1", { A: 'two\nlines', B: '1' }],
  ['A="a\\"b"\nB=\'a\\\'b\'', { A: 'a"b', B: "a'b" }],
  ['\ufeffA=1\r\nB=2\r\n', { A: '1', B: '2' }],
  ['A=\nB=""', { A: '', B: '' }],
  ['A=\\$x $$y', { A: '\\ $y' }],
])('%j', (text, values) => {
  expect(parse(text)).toEqual(values);
});

test.each([
  ['A B=1', 1],
  ['X=1\nA="open\n', 2],
  ['A\\=1', 1],
])('%j is refused at its line', (text, line) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ line }));
  expect(() => parse(text)).toThrow(DotenvError);
});
