import {
  formatLogQuery,
  type LogLevel,
  type LogQueryTerm,
  parseLogQuery,
} from '../../../../src/dashboard-api/index.ts';

/** `status:500`, as a term to add to a query. */
export function fieldTerm(path: string, value: string, exclude: boolean): string {
  return formatLogQuery({
    terms: [term({ kind: 'field', path, test: { kind: 'equals', values: [value] } }, exclude)],
  });
}

function term(test: LogQueryTerm['test'], exclude = false): LogQueryTerm {
  return { test, exclude, from: 0, to: 0 };
}

/** Levels that a query asks for; empty: all. */
export function levelsOf(query: string): LogLevel[] {
  return parseLogQuery(query).query.terms.flatMap(({ test, exclude }) =>
    test.kind === 'level' && !exclude ? test.levels : [],
  );
}

/** The query with this level asked for, or no more. */
export function toggleLevel(query: string, level: LogLevel): string {
  const levels = levelsOf(query);
  const next = levels.includes(level) ? levels.filter((each) => each !== level) : [...levels, level];
  const others = parseLogQuery(query).query.terms.filter(
    ({ test, exclude }) => test.kind !== 'level' || exclude,
  );
  return formatLogQuery({
    terms: next.length === 0 ? others : [...others, term({ kind: 'level', levels: next })],
  });
}
