import type { LogQueryTerm } from '../../dashboard-api/index.ts';
import type { Compile } from './expressions.ts';

/** The places that a term hits: begins and ends in the text. `lower` is the text in lower case, of the same length. */
export type Finder = (text: string, lower: string) => [number, number][];

/** Marks in one line; more would be a coloured line. */
const MOST_MARKS = 50;

export function finderOf(term: LogQueryTerm, compile: Compile): Finder | undefined {
  const { test } = term;
  if (test.kind === 'text') {
    const wanted = test.text.toLowerCase();
    return (_text, lower) => placesOf(lower, wanted);
  }
  if (test.kind !== 'regex') return undefined;
  const regex = compile(test, term);
  return (text) => {
    const places: [number, number][] = [];
    const matcher = regex.matcher(text);
    while (places.length < MOST_MARKS && matcher.find()) {
      if (matcher.end() > matcher.start()) places.push([matcher.start(), matcher.end()]);
    }
    return places;
  };
}

function placesOf(text: string, wanted: string): [number, number][] {
  const places: [number, number][] = [];
  for (let at = text.indexOf(wanted); at >= 0 && places.length < MOST_MARKS; at = text.indexOf(wanted, at)) {
    places.push([at, at + wanted.length]);
    at += wanted.length;
  }
  return places;
}

/** Without overlaps. */
export function joinMarks(marks: [number, number][]): [number, number][] {
  const sorted = marks.sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
