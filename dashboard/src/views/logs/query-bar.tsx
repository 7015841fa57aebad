import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { parseLogQuery } from '../../../../src/dashboard-api/index.ts';
import { SearchBox } from '../../parts/index.ts';

interface QueryBarProps {
  value: string;
  onChange: (query: string) => void;
}

/** Milliseconds without typing after which a query is asked. */
const PAUSE = 350;

/** What to look for; problems are told with their place, and asked is only what has none. */
export function QueryBar({ value, onChange }: QueryBarProps): JSX.Element {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const { problems } = parseLogQuery(typed);
  const [problem] = problems;
  const ask = (query: string): void => {
    clearTimeout(timer.current);
    if (parseLogQuery(query).problems.length === 0 && query !== value) onChange(query);
  };
  return (
    <form
      class="query-bar"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        ask(typed);
      }}
    >
      <SearchBox
        value={typed}
        label="Search: text, /regex/, level:error, svc:web, status:500, -not"
        onInput={(query) => {
          setTyped(query);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => ask(query), PAUSE);
        }}
      />
      {problem && (
        <p class="query-problem" role="alert">
          <code>{typed.slice(problem.from, problem.to) || typed}</code> {problem.message}
          {problem.hint && <span class="muted"> {problem.hint}</span>}
        </p>
      )}
    </form>
  );
}
