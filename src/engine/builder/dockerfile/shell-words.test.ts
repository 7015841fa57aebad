import { describe, expect, test } from 'vitest';
import { expandWord, WordError } from './shell-words.ts';

const environment = new Map([
  ['name', 'value'],
  ['empty', ''],
  ['path', '/usr/local/lib/node.js'],
  ['stars', 'a*b*c'],
]);

function expand(word: string, options: Partial<Parameters<typeof expandWord>[2]> = {}): string {
  return expandWord(word, environment, { escape: '\\', ...options }).text;
}

describe('variables', () => {
  test.each([
    ['$name ${name}x $', 'value valuex $'],
    ['${unset}|${unset:-a b}|${empty:-x}|${empty-x}', '|a b|x|'],
    ['${name:+set}|${unset:+set}|${empty:+set}|${empty+set}', 'set|||set'],
    ['${path#*/}|${path##*/}|${path%.*}|${path%%/*}', 'usr/local/lib/node.js|node.js|/usr/local/lib/node|'],
    ['${path/lib/LIB}|${path//l/L}', '/usr/local/LIB/node.js|/usr/LocaL/Lib/node.js'],
    ['${stars//\\*/-}|${stars#a\\*}', 'a-b-c|b*c'],
    ['${unset:-${name}}', 'value'],
    ['\'$name\' "$name" \\$name', '$name value $name'],
    ['"a\\"b" "c\\d"', 'a"b c\\d'],
  ])('%s', (word, expected) => {
    expect(expand(word)).toBe(expected);
  });

  test.each([
    ['${name', "syntax error: missing '}'"],
    ['${}', 'syntax error: bad substitution'],
    ['${name^^}', 'unsupported modifier (^) in substitution'],
    ['${name:#x}', 'unsupported modifier (:#) in substitution'],
    ['${unset:?is needed}', 'unset: is needed'],
    ['"open', 'unexpected end of statement while looking for matching double-quote'],
    ["'open", 'unexpected end of statement while looking for matching single-quote'],
  ])('%s is refused', (word, message) => {
    expect(() => expand(word)).toThrow(WordError);
    expect(() => expand(word)).toThrow(message);
  });
});

test('words are divided after expansion, not within quotes', () => {
  const { words } = expandWord('a $name "b c" d\\ e', environment, { escape: '\\' });
  expect(words).toEqual(['a', 'value', 'b c', 'd e']);
});

test('what was used and what was missing is known', () => {
  const { used, missing } = expandWord('$name ${unset:-x} $other', environment, { escape: '\\' });
  expect([...used]).toEqual(['name']);
  expect([...missing]).toEqual(['unset', 'other']);
});

test('options keep quotes, and variables that are not set', () => {
  expect(expand('"$name" $unset ${unset:-x}', { keepQuotes: true, keepUnset: true })).toBe(
    '"value" $unset ${unset:-x}',
  );
});
