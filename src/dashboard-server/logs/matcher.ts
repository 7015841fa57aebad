import {
  type LogQuery,
  type LogQueryTerm,
  type LogSource,
  parseLogQuery,
  plainText,
  type UnderstoodLine,
  understandLine,
} from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import { type Compile, loadCompiler } from './expressions.ts';
import { type Finder, finderOf, joinMarks } from './marks.ts';
import type { LogRecord } from './records.ts';
import { sieveOf } from './sieve.ts';
import { type Subject, type Test, testOf } from './term-tests.ts';

/** Characters of a record that are searched. */
const SEARCHED = 1024 * 1024;

/** Decides which records are shown, and what is marked in them. Takes a time linear in the text, whatever the expression. */
export class Matcher {
  /** What each record that matches has in it; see `sieveOf`. */
  readonly sieve: RegExp | undefined;
  readonly #wanted: Test[];
  readonly #unwanted: Test[];
  readonly #finders: Finder[];

  private constructor(query: LogQuery, compile: Compile) {
    const { terms } = query;
    this.sieve = sieveOf(query);
    this.#unwanted = terms.filter(({ exclude }) => exclude).map((term) => testOf(term, compile));
    this.#wanted = wantedTests(terms, compile);
    this.#finders = terms.flatMap((term) => (term.exclude ? [] : (finderOf(term, compile) ?? [])));
  }

  /** Undefined for a query that lets everything through. @throws UserError `log-query` */
  static async of(text: string | undefined): Promise<Matcher | undefined> {
    const { query, problems } = parseLogQuery(text ?? '');
    const [problem] = problems;
    if (problem !== undefined) {
      const hint = problem.hint === undefined ? {} : { hint: problem.hint };
      throw new UserError('log-query', `${problem.message} (at character ${problem.from + 1})`, hint);
    }
    return query.terms.length === 0 ? undefined : new Matcher(query, await loadCompiler(query));
  }

  /** With its marks put where it hits. */
  matches(source: LogSource, record: LogRecord): boolean {
    const subject = subjectOf(source, record);
    if (!this.#wanted.every((test) => test(subject)) || this.#unwanted.some((test) => test(subject)))
      return false;
    if (this.#finders.length > 0) for (const { entry } of record) this.#mark(entry);
    return true;
  }

  #mark(entry: LogRecord[0]['entry']): void {
    const text = plainText(entry.text);
    const lower = text.toLowerCase();
    const marks = this.#finders.flatMap((find) => find(text, lower.length === text.length ? lower : text));
    if (marks.length > 0) entry.marks = joinMarks(marks);
  }
}

/** Wanted services, containers, streams and levels are alternatives of each other; all else must hold together. */
function wantedTests(terms: readonly LogQueryTerm[], compile: Compile): Test[] {
  const tests: Test[] = [];
  const alternatives = new Map<string, Test[]>();
  for (const term of terms) {
    if (term.exclude) continue;
    const test = testOf(term, compile);
    if (term.test.kind === 'text' || term.test.kind === 'regex' || term.test.kind === 'field')
      tests.push(test);
    else alternatives.set(term.test.kind, [...(alternatives.get(term.test.kind) ?? []), test]);
  }
  for (const some of alternatives.values()) tests.push((subject) => some.some((test) => test(subject)));
  return tests;
}

function subjectOf(source: LogSource, record: LogRecord): Subject {
  const [head] = record;
  const text =
    record.length === 1
      ? head.plain
      : record
          .map(({ plain }) => plain)
          .join('\n')
          .slice(0, SEARCHED);
  let lower: string | undefined;
  let understood: UnderstoodLine | undefined;
  return {
    source,
    text,
    lower: () => (lower ??= text.toLowerCase()),
    understood: () => (understood ??= understandLine(head.plain)),
    stream: head.entry.stream,
  };
}
