import { type LogLevel, levelOfWord, logLevels } from '../log-lines/level.ts';
import type { FieldTest, LogQuery, LogQueryProblem, LogQueryTerm, TermTest } from './query.ts';
import { readRegex, readValues, readWord, type Word } from './words.ts';

/** Reads a query; all its problems at once, each with its place. */
export function parseLogQuery(text: string): { query: LogQuery; problems: LogQueryProblem[] } {
  const reading: Reading = { text, problems: [] };
  const terms: LogQueryTerm[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    // `--flag` is text, as is a dash alone.
    const exclude = text[at] === '-' && at + 1 < text.length && !/[\s-]/.test(text[at + 1] ?? '');
    const { test, end } = readTerm(reading, exclude ? at + 1 : at);
    if (test !== undefined) terms.push({ test, exclude, from: at, to: end });
    at = skipSpace(text, end);
  }
  return { query: { terms }, problems: reading.problems };
}

interface Reading {
  text: string;
  problems: LogQueryProblem[];
}

interface Term {
  test: TermTest | undefined;
  end: number;
}

function skipSpace(text: string, at: number): number {
  let end = at;
  while (end < text.length && /\s/.test(text[end] ?? '')) end++;
  return end;
}

const keyPattern = /[A-Za-z_@][\w.@/-]*(?=:)/y;

function readTerm(reading: Reading, at: number): Term {
  const { text } = reading;
  const regex = readRegex(text, at);
  if (regex !== undefined) {
    checkFlags(reading, regex.flags, at, regex.end);
    const test: TermTest = { kind: 'regex', source: regex.source, ignoreCase: regex.flags.includes('i') };
    return { test, end: regex.end };
  }
  keyPattern.lastIndex = at;
  const key = keyPattern.exec(text)?.[0];
  if (key !== undefined && isValueStart(text, at + key.length + 1)) return readKeyed(reading, key, at);
  const word = readWord(text, at, '');
  if (!word.closed) unclosed(reading, at, word);
  return { test: word.text === '' ? undefined : { kind: 'text', text: word.text }, end: word.end };
}

/** `http://host`, `note:` and `12:30` are text. */
function isValueStart(text: string, at: number): boolean {
  return at < text.length && !/\s/.test(text[at] ?? '') && !text.startsWith('//', at);
}

function readKeyed(reading: Reading, key: string, at: number): Term {
  const valueAt = at + key.length + 1;
  switch (key.toLowerCase()) {
    case 'level':
      return readLevels(reading, valueAt);
    case 'svc':
    case 'service':
      return readNames(reading, 'service', valueAt);
    case 'container':
      return readNames(reading, 'container', valueAt);
    case 'stream':
      return readStream(reading, valueAt);
    default: {
      const { test, end } = readField(reading, valueAt);
      return { test: test && { kind: 'field', path: key, test }, end };
    }
  }
}

function readNames(reading: Reading, kind: 'service' | 'container', at: number): Term {
  const { values, end } = valuesAt(reading, at);
  const names = values.filter((name) => name !== '');
  return { test: names.length === 0 ? undefined : { kind, names }, end };
}

function readStream(reading: Reading, at: number): Term {
  const { values, end } = valuesAt(reading, at);
  const [stream] = values;
  if (values.length === 1 && (stream === 'stdout' || stream === 'stderr'))
    return { test: { kind: 'stream', stream }, end };
  reading.problems.push({
    message: `there is no stream ${quote(values.join(','))}`,
    hint: 'stdout or stderr',
    from: at,
    to: end,
  });
  return { test: undefined, end };
}

/** `level:warn+` is that and worse. */
function readLevels(reading: Reading, at: number): Term {
  const { values, end } = valuesAt(reading, at);
  const levels = new Set<LogLevel>();
  for (const value of values) {
    const andWorse = value.endsWith('+');
    const level = levelOfWord(andWorse ? value.slice(0, -1) : value);
    if (level === undefined) {
      reading.problems.push({
        message: `there is no level ${quote(value)}`,
        hint: `one of ${logLevels.join(', ')}; \`level:warn+\` is that and worse`,
        from: at,
        to: end,
      });
      continue;
    }
    for (const each of andWorse ? logLevels.slice(logLevels.indexOf(level)) : [level]) levels.add(each);
  }
  return { test: levels.size === 0 ? undefined : { kind: 'level', levels: [...levels] }, end };
}

function readField(reading: Reading, at: number): { test: FieldTest | undefined; end: number } {
  const { text } = reading;
  const regex = readRegex(text, at);
  if (regex !== undefined) {
    checkFlags(reading, regex.flags, at, regex.end);
    const test: FieldTest = { kind: 'regex', source: regex.source, ignoreCase: regex.flags.includes('i') };
    return { test, end: regex.end };
  }
  const operator = /^[<>]=?/.exec(text.slice(at, at + 2))?.[0] as '>' | '>=' | '<' | '<=' | undefined;
  if (operator !== undefined) return readComparison(reading, operator, at);
  const { values, end } = valuesAt(reading, at);
  const isStar = text.slice(at, end) === '*';
  return { test: isStar ? { kind: 'exists' } : { kind: 'equals', values }, end };
}

function readComparison(
  reading: Reading,
  operator: '>' | '>=' | '<' | '<=',
  at: number,
): { test: FieldTest | undefined; end: number } {
  const word = readWord(reading.text, at + operator.length, '');
  const number = Number(word.text);
  if (word.text === '' || Number.isNaN(number)) {
    reading.problems.push({
      message: `${quote(word.text)} is not a number`,
      hint: `after ${operator} comes a number: \`status:>=500\``,
      from: at,
      to: word.end,
    });
    return { test: undefined, end: word.end };
  }
  return { test: { kind: 'compare', operator, number }, end: word.end };
}

function valuesAt(reading: Reading, at: number): { values: string[]; end: number } {
  const { words, end } = readValues(reading.text, at);
  for (const word of words) if (!word.closed) unclosed(reading, at, word);
  return { values: words.map(({ text }) => text), end };
}

function unclosed(reading: Reading, from: number, { end }: Word): void {
  reading.problems.push({ message: 'this quotation mark is not closed', from, to: end });
}

function checkFlags(reading: Reading, flags: string, from: number, to: number): void {
  if (flags === '' || flags === 'i') return;
  reading.problems.push({ message: `there are no flags ${quote(flags)}`, hint: '`/…/` or `/…/i`', from, to });
}

function quote(text: string): string {
  return `“${text}”`;
}
