import {
  type FieldTest,
  fieldAt,
  type LogQueryTerm,
  type LogSource,
  type UnderstoodLine,
  valueText,
} from '../../dashboard-api/index.ts';
import type { Compile } from './expressions.ts';

/** A record, and what was found out of it so far. */
export interface Subject {
  source: LogSource;
  /** Its lines, without colours. */
  text: string;
  lower: () => string;
  understood: () => UnderstoodLine;
  stream: 'stdout' | 'stderr';
}

export type Test = (subject: Subject) => boolean;

export function testOf(term: LogQueryTerm, compile: Compile): Test {
  const { test } = term;
  switch (test.kind) {
    case 'text': {
      const wanted = test.text.toLowerCase();
      return (subject) => subject.lower().includes(wanted);
    }
    case 'regex': {
      const regex = compile(test, term);
      return (subject) => regex.test(subject.text);
    }
    case 'level': {
      const levels = new Set<string | undefined>(test.levels);
      return (subject) => levels.has(subject.understood().level);
    }
    case 'service': {
      const isWanted = globs(test.names);
      return ({ source }) => isWanted(source.service);
    }
    case 'container': {
      const isWanted = globs(test.names);
      return ({ source }) =>
        isWanted(source.name) || isWanted(source.label) || test.names.some((name) => isIdOf(name, source.id));
    }
    case 'stream':
      return ({ stream }) => stream === test.stream;
    default: {
      const isWanted = fieldTest(test.test, (expression) => compile(expression, term));
      return (subject) => {
        const { fields } = subject.understood();
        const value = fields === undefined ? undefined : fieldAt(fields, test.path);
        return value !== undefined && isWanted(value);
      };
    }
  }
}

function isIdOf(text: string, id: string): boolean {
  return /^[0-9a-f]{4,64}$/.test(text) && (id.startsWith(text) || text.startsWith(id));
}

function fieldTest(
  test: FieldTest,
  compile: (expression: { source: string; ignoreCase: boolean }) => { test(text: string): boolean },
): (value: unknown) => boolean {
  switch (test.kind) {
    case 'exists':
      return () => true;
    case 'equals': {
      const isWanted = globs(test.values);
      return (value) => isWanted(valueText(value));
    }
    case 'compare':
      return (value) => compare(Number.parseFloat(valueText(value)), test.operator, test.number);
    default: {
      const regex = compile(test);
      return (value) => regex.test(valueText(value));
    }
  }
}

function compare(value: number, operator: '>' | '>=' | '<' | '<=', bound: number): boolean {
  switch (operator) {
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '<':
      return value < bound;
    default:
      return value <= bound;
  }
}

/** Whole names, `*` for any characters, upper and lower case alike. */
function globs(patterns: readonly string[]): (text: string) => boolean {
  const exact = new Set(patterns.filter((each) => !each.includes('*')).map((each) => each.toLowerCase()));
  const parts = patterns.filter((each) => each.includes('*')).map((each) => each.toLowerCase().split('*'));
  return (text) => {
    const lower = text.toLowerCase();
    return exact.has(lower) || parts.some((pieces) => matchesGlob(lower, pieces));
  };
}

/** The first piece begins it, the last ends it, those between are found one after the other: the earliest place is always right. */
function matchesGlob(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}
