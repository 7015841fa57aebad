import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepColors, plainText } from '../../../../src/dashboard-api/index.ts';
import { segmentsOf, visible } from './ansi.ts';

test('colours become classes, of the theme where they have a name', () => {
  expect(segmentsOf('\x1b[31mred \x1b[1mbold\x1b[0m plain')).toMatchObject([
    { text: 'red ', classes: 'ansi-red' },
    { text: 'bold', classes: 'ansi-red ansi-bold' },
    { text: ' plain', classes: '' },
  ]);
  expect(segmentsOf('\x1b[38;5;208mx\x1b[48;2;1;2;3my')).toMatchObject([
    { text: 'x', color: '255, 135, 0' },
    { text: 'y', background: '1, 2, 3' },
  ]);
});

test('on a background that is no theme’s, text has a colour that is none either, and can be read', () => {
  expect(segmentsOf('\x1b[48;2;0;80;0m\x1b[97mwhite')).toMatchObject([
    { text: 'white', classes: '', color: '255, 255, 255', background: '0, 80, 0' },
  ]);
  expect(segmentsOf('\x1b[48;5;226mon yellow')).toMatchObject([{ color: '0, 0, 0' }]);
  expect(segmentsOf('\x1b[48;5;17mon blue')).toMatchObject([{ color: '255, 255, 255' }]);
  expect(segmentsOf('\x1b[97mwhite')).toMatchObject([{ classes: 'ansi-bright-white' }]);
});

test('marks cut colours where they must', () => {
  const segments = segmentsOf('\x1b[32mab\x1b[0mcd', [[1, 3]]);
  expect(segments.map(({ text, marked }) => [text, marked])).toEqual([
    ['a', false],
    ['b', true],
    ['c', true],
    ['d', false],
  ]);
});

test('nothing stays unseen, and nothing turns the line around', () => {
  expect(visible('a\0b\u202ec\u200bd\te\x7f')).toBe('a␀b¤c¤d\te␡');
});

test('the segments of any line are its text, character by character', () => {
  const parts = fc.constantFrom(
    '\x1b[',
    '31',
    ';',
    '1',
    'm',
    '48;5;300',
    '38;2;1;2',
    '0',
    'text',
    '<b>',
    '&amp;',
    '\u202e',
    '\0',
    'é😀',
    '[',
    ' ',
  );
  const line = fc.array(parts, { maxLength: 30 }).map((list) => keepColors(list.join('')));
  const marks = fc.uniqueArray(fc.nat(40), { maxLength: 6 }).map((list) => {
    const sorted = list.toSorted((a, b) => a - b);
    return sorted.flatMap((from, index): [number, number][] =>
      index % 2 === 0 && sorted[index + 1] !== undefined ? [[from, sorted[index + 1] as number]] : [],
    );
  });
  fc.assert(
    fc.property(line, marks, (colored, places) => {
      const segments = segmentsOf(colored, places);
      expect(segments.map(({ text }) => text).join('')).toBe(visible(plainText(colored)));
      for (const { color, background } of segments)
        for (const value of [color, background]) expect(value ?? '0, 0, 0').toMatch(/^\d+, ?\d+, ?\d+$/);
    }),
    { numRuns: 500 },
  );
});
