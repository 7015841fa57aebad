import {
  type FieldTest,
  type LogQuery,
  type LogQueryTerm,
  signsOfLevels,
  type TermTest,
} from '../../dashboard-api/index.ts';
import { requiredText } from './required-text.ts';

/**
 * A pattern that each record has that a query finds; undefined where there is none. It is for bytes as latin1 characters, upper and lower
 * case alike. It may hit what the query does not find: it only tells where it is worth to look.
 */
export function sieveOf({ terms }: LogQuery): RegExp | undefined {
  const wanted = terms.filter(({ exclude }) => !exclude);
  const source = best(wanted) ?? levels(wanted);
  return source === undefined ? undefined : new RegExp(source, 'i');
}

/** One term's pattern: those of two may be hit in different blocks by one record. */
function best(terms: readonly LogQueryTerm[]): string | undefined {
  const sources = terms.map(({ test }) => sourceOf(test)).filter((source) => source !== undefined);
  return sources.toSorted((a, b) => b.length - a.length)[0];
}

function sourceOf(test: TermTest): string | undefined {
  if (test.kind === 'text') return literal(longestRun(test.text));
  if (test.kind === 'regex') return literal(requiredText(test.source));
  return test.kind === 'field' ? fieldSource(test.path, test.test) : undefined;
}

/** Levels that are wanted are alternatives of each other. */
function levels(terms: readonly LogQueryTerm[]): string | undefined {
  const wanted = terms.flatMap(({ test }) => (test.kind === 'level' ? test.levels : []));
  return wanted.length === 0 ? undefined : signsOfLevels(wanted);
}

/** Letters that have a sign out of ASCII as another case of theirs: K is the kelvin, too. */
const cases: Record<string, string> = {
  i: '(?:i|\\xc4[\\xb0\\xb1])',
  k: '(?:k|\\xe2\\x84\\xaa)',
  s: '(?:s|\\xc5\\xbf)',
};

/** At least two characters: one is in nearly every block. */
function literal(text: string): string | undefined {
  return text.length < 2 ? undefined : escaped(text);
}

function escaped(text: string): string {
  return Array.from(
    text.toLowerCase(),
    (character) => cases[character] ?? character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'),
  ).join('');
}

/** Of printable ASCII: all else has several bytes, or is taken out of what is shown. */
function longestRun(text: string): string {
  return (text.match(/[ -~]+/g) ?? []).toSorted((a, b) => b.length - a.length)[0] ?? '';
}

/** Before the value stand the name and a colon or an equals sign. What has backslashes may be spelt otherwise, and numbers as `5e2`. */
function fieldSource(path: string, test: FieldTest): string | undefined {
  const key = path.split('.').at(-1) ?? '';
  // Of lists.
  if (key === '' || /^\d+$/.test(key)) return undefined;
  const values = test.kind === 'equals' ? test.values.map(valueSource) : [''];
  return `${escaped(key)}"?\\s*[:=]\\s*(?:${values.join('|')})|\\\\|\\de[+-]?\\d`;
}

function valueSource(value: string): string {
  // Lists and objects may have white space between, and long numbers are rounded.
  if (/^[[{]|\d{15}/.test(value)) return '';
  const beginning = /^[ -~]*/.exec(value.split('*')[0] ?? '')?.[0] ?? '';
  return beginning === '' ? '' : `"?${escaped(beginning)}`;
}
