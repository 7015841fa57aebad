import type { RE2JS } from 're2js';
import type { LogQuery } from '../../dashboard-api/index.ts';
import { messageOf, UserError } from '../../shared/index.ts';

/** Makes expressions that take a time linear in the text, whatever they are. */
export type Compile = (
  expression: { source: string; ignoreCase: boolean },
  place: { from: number; to: number },
) => RE2JS;

/** The library is loaded for queries that have an expression. */
export async function loadCompiler(query: LogQuery): Promise<Compile> {
  if (
    !query.terms.some(
      ({ test }) => test.kind === 'regex' || (test.kind === 'field' && test.test.kind === 'regex'),
    )
  )
    return () => {
      throw new Error('a query without expressions compiles one');
    };
  const { RE2JS } = await import('re2js');
  return ({ source, ignoreCase }, { from }) => {
    try {
      return RE2JS.compile(RE2JS.translateRegExp(source), ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    } catch (error) {
      throw new UserError('log-query', `${messageOf(error)} (at character ${from + 1})`, {
        hint: 'expressions are those of RE2, which no line can make slow: they have no look-ahead, look-behind or back-references',
      });
    }
  };
}
