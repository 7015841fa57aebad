import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { LogAddress, LogPick, LogView as View } from '../../../../src/dashboard-api/index.ts';
import { Button, Empty, FailureBlock, Loading, StaleBanner } from '../../parts/index.ts';
import { useQuery, useQueryChange, withQuery } from '../../routing/index.ts';
import { formatLine, formatPicks, parseLine } from './addresses.ts';
import { LineCounts } from './count-lines.ts';
import { Histogram } from './histogram.tsx';
import { LevelChips } from './level-chips.tsx';
import { LogFeed } from './log-feed.ts';
import { LogList } from './log-list.tsx';
import type { RowActions } from './log-row.tsx';
import { histogram as showsHistogram } from './preferences.ts';
import { QueryBar } from './query-bar.tsx';
import { Progress, StandsStill } from './reading-state.tsx';
import { scopeOf } from './saved-searches.ts';
import { SavedSearches } from './saved-searches-menu.tsx';
import { fieldTerm } from './terms.ts';
import { Toolbar } from './toolbar.tsx';
import './logs.css';

interface LogViewProps {
  engine: string;
  picks: readonly LogPick[];
  /** Said of the list: `Logs of app`. */
  label: string;
}

/** Lines of any containers: the list, the search, the histogram. What is asked is in the page's address. */
export function LogView({ engine, picks, label }: LogViewProps): JSX.Element {
  const { view, line, columns } = useLogAddress(picks);
  const [feed, counts] = useFeed(engine, view, line);
  const actions = useActions(columns);
  const change = useQueryChange();
  const { state, failure } = feed.state.value;
  if (state === 'failed' && failure !== undefined) {
    return (
      <LogFrame query={view.query ?? ''} picks={picks}>
        <FailureBlock failure={failure} />
      </LogFrame>
    );
  }
  return (
    <LogFrame query={view.query ?? ''} picks={picks}>
      <div class="log-bar">
        <LevelChips query={view.query ?? ''} counts={counts.state} />
        <Toolbar engine={engine} feed={feed} view={view} line={line} />
      </div>
      {showsHistogram.value && (
        <Histogram
          state={counts.state}
          onRange={(from, to) => change({ since: nanoTime(from), until: nanoTime(to), line: undefined })}
        />
      )}
      {state === 'stale' && <StaleBanner failure={failure} />}
      {line && <Moment line={line} />}
      <Progress feed={feed} searching={view.query !== undefined} />
      {state === 'loading' && <Loading label="Reading the logs" />}
      {state !== 'loading' && <NoLines feed={feed} view={view} />}
      <LogList
        key={formatPicks(picks)}
        feed={feed}
        label={label}
        engine={engine}
        target={line}
        labelled={feed.sources.value.size > 1}
        columns={columns}
        searching={view.query !== undefined}
        actions={actions}
      />
      <StandsStill feed={feed} />
    </LogFrame>
  );
}

function LogFrame({
  query,
  picks,
  children,
}: {
  query: string;
  picks: readonly LogPick[];
  children: JSX.Element | (JSX.Element | false | undefined)[];
}): JSX.Element {
  const change = useQueryChange();
  return (
    <div class="logs">
      <div class="log-asked">
        <QueryBar value={query} onChange={(find) => change({ find, line: undefined }, { replace: true })} />
        <SavedSearches scope={scopeOf(picks)} />
      </div>
      {children}
    </div>
  );
}

interface LogAddressed {
  view: View;
  line: LogAddress | undefined;
  columns: readonly string[];
}

/** What the page's address asks for. */
function useLogAddress(picks: readonly LogPick[]): LogAddressed {
  const [find] = useQuery('find');
  const [since] = useQuery('since');
  const [until] = useQuery('until');
  const [line] = useQuery('line');
  const [columns] = useQuery('columns');
  const picked = formatPicks(picks);
  return useMemo(
    () => ({
      view: {
        picks: [...picks],
        ...(find === '' ? {} : { query: find }),
        ...(since === '' ? {} : { since }),
        ...(until === '' ? {} : { until }),
      },
      line: parseLine(line),
      columns: columns.split(',').filter(Boolean),
    }),
    [picked, find, since, until, line, columns],
  );
}

/** The lines of a view and their counts; anew when another is asked for. */
function useFeed(engine: string, view: View, line: LogAddress | undefined): [LogFeed, LineCounts] {
  const made = useMemo((): [LogFeed, LineCounts] => {
    const feed = new LogFeed({ engine, view, ...(line === undefined ? {} : { line }) });
    return [feed, new LineCounts()];
  }, [engine, view, line]);
  const shown = showsHistogram.value;
  useEffect(() => {
    const [feed] = made;
    feed.start();
    return () => feed.stop();
  }, [made]);
  useEffect(() => {
    const [feed, counts] = made;
    if (!shown) return undefined;
    counts.start(engine, view);
    feed.onEntries = (entries) => counts.add(entries);
    return () => counts.stop();
  }, [made, shown]);
  return made;
}

function useActions(columns: readonly string[]): Omit<RowActions, 'expand'> {
  const { url } = useLocation();
  const change = useQueryChange();
  const [find] = useQuery('find');
  return useMemo(
    () => ({
      context: ({ head }) =>
        change({ line: formatLine(head), find: undefined, since: undefined, until: undefined }),
      linkTo: ({ head }) => withQuery(url, { line: formatLine(head) }),
      narrow: (path, value, exclude) =>
        change({ find: [find, fieldTerm(path, value, exclude)].filter(Boolean).join(' '), line: undefined }),
      toggleColumn: (path) => {
        const next = columns.includes(path) ? columns.filter((each) => each !== path) : [...columns, path];
        change({ columns: next.join(',') }, { replace: true });
      },
    }),
    [url, find, columns, change],
  );
}

/** The list shows a moment of the past. */
function Moment({ line }: { line: LogAddress }): JSX.Element {
  const change = useQueryChange();
  return (
    <div class="banner" role="status">
      <strong>{`Around ${new Date(line.time).toLocaleString()}`}</strong>
      <Button size="small" onClick={() => history.back()}>
        Back
      </Button>
      <Button size="small" onClick={() => change({ line: undefined })}>
        Newest lines
      </Button>
    </div>
  );
}

function NoLines({ feed, view }: { feed: LogFeed; view: View }): JSX.Element | null {
  // Read, so that it goes with the first line.
  void feed.version.value;
  if (feed.list.rows.length > 0) return null;
  const problem = [...feed.sources.value.values()].find((source) => source.problem !== undefined)?.problem;
  if (problem !== undefined) return <FailureBlock failure={{ code: 'logs-unreadable', message: problem }} />;
  if (feed.older.value.state === 'reading') return <Loading label="Searching" />;
  const narrowed = view.query !== undefined || view.since !== undefined;
  return (
    <Empty title={narrowed ? 'No line is like that' : 'Nothing was written yet'}>
      <p>{narrowed ? 'Ask for less, or for another time.' : 'Lines show up here as they are written.'}</p>
    </Empty>
  );
}

/** As the server wants times. */
function nanoTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}000000Z`;
}
