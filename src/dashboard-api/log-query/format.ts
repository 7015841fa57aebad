import type { FieldTest, LogQuery, TermTest } from './query.ts';

/** A query that reads as the given one does. */
export function formatLogQuery(query: LogQuery): string {
  return query.terms.map(({ test, exclude }) => `${exclude ? '-' : ''}${formatTest(test)}`).join(' ');
}

function formatTest(term: TermTest): string {
  switch (term.kind) {
    case 'text':
      return quoted(term.text, /^[-/]|[\s":]/);
    case 'regex':
      return formatRegex(term);
    case 'level':
      return `level:${term.levels.join(',')}`;
    case 'service':
      return `svc:${formatValues(term.names)}`;
    case 'container':
      return `container:${formatValues(term.names)}`;
    case 'stream':
      return `stream:${term.stream}`;
    default:
      return formatField(term.path, term.test);
  }
}

function formatField(path: string, test: FieldTest): string {
  switch (test.kind) {
    case 'exists':
      return `${path}:*`;
    case 'equals':
      return `${path}:${formatValues(test.values)}`;
    case 'compare':
      return `${path}:${test.operator}${test.number}`;
    default:
      return `${path}:${formatRegex(test)}`;
  }
}

function formatRegex({ source, ignoreCase }: { source: string; ignoreCase: boolean }): string {
  return `/${source}/${ignoreCase ? 'i' : ''}`;
}

function formatValues(values: readonly string[]): string {
  return values.map((value) => quoted(value, /^[/<>]|^\*$|[\s",]/)).join(',');
}

function quoted(text: string, needs: RegExp): string {
  return text === '' || needs.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}
