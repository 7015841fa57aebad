import { Columns3, Crosshair, Link, Minus, Plus } from 'lucide';
import type { JSX } from 'preact';
import type { LogSource } from '../../../../src/dashboard-api/index.ts';
import { Button, CopyButton, Icon } from '../../parts/index.ts';
import { visible } from './ansi.ts';
import { factsOf } from './line-facts.ts';
import { LineText } from './line-text.tsx';
import type { LineRow, LogRow, SkippedRow } from './log-rows.ts';
import { times } from './preferences.ts';

/** What a row can do; given once for all rows. */
export interface RowActions {
  expand: (row: LineRow) => void;
  /** Lines around this one. */
  context: (row: LineRow) => void;
  /** The address of the page with this line. */
  linkTo: (row: LineRow) => string;
  /** Adds to the query. */
  narrow: (path: string, value: string, exclude: boolean) => void;
  toggleColumn: (path: string) => void;
}

export interface RowProps {
  row: LogRow;
  engine: string;
  sources: ReadonlyMap<string, LogSource>;
  /** Lines of several containers are mixed. */
  labelled: boolean;
  columns: readonly string[];
  expanded: boolean;
  active: boolean;
  selected: boolean;
  target: boolean;
  /** A query is on: the context of a line is of use. */
  searching: boolean;
  actions: RowActions;
}

/** Lines of a stack that are shown when it is not folded out. */
const FOLDED = 2;

export function LogRowView(props: RowProps): JSX.Element {
  const { row } = props;
  return row.kind === 'skipped' ? <Skipped row={row} /> : <Line {...props} row={row} />;
}

function Skipped({ row }: { row: SkippedRow }): JSX.Element {
  return (
    <div class="log-skipped">{`${row.lines.toLocaleString()} lines skipped: they came faster than they can be shown`}</div>
  );
}

function Line(props: RowProps & { row: LineRow }): JSX.Element {
  const { row, engine, sources, labelled, columns, expanded, active } = props;
  const { head, more } = row;
  const { level, fields, message } = factsOf(head);
  const source = sources.get(head.source);
  const folded = !expanded && more.length > FOLDED;
  return (
    <>
      <span class="log-meta">
        {times.value && <Time time={head.time} whole={active} />}
        {labelled && (
          <span class={`log-label service-${source?.color ?? 0}`}>{source?.label ?? head.source}</span>
        )}
      </span>
      {columns.map((path) => (
        <span key={path} class="log-cell" title={path}>
          {visible(fields.find(([name]) => name === path)?.[1] ?? '')}
        </span>
      ))}
      <div class="log-text">
        {level !== undefined && <span class="visually-hidden">{`${level}: `}</span>}
        {message !== undefined && head.marks === undefined ? (
          <Structured row={row} />
        ) : (
          <LineText entry={head} engine={engine} />
        )}
        {(folded ? [] : more).map((entry) => (
          <div key={`${entry.time}${entry.nth}`} class="log-more">
            <LineText entry={entry} engine={engine} />
          </div>
        ))}
        {more.length > FOLDED && (
          <button
            type="button"
            class="more-button"
            aria-expanded={expanded}
            onClick={() => props.actions.expand(row)}
          >
            {folded ? `… ${more.length} more lines` : 'fold'}
          </button>
        )}
        {expanded && fields.length > 0 && <Fields {...props} fields={fields} />}
      </div>
      {active && <Actions {...props} />}
    </>
  );
}

/** Made once: to make one takes longer than to draw the row. */
const dateWords = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** With its date and all its digits where one points at it: to write them takes longer than to draw the row. */
function Time({ time, whole }: { time: string; whole: boolean }): JSX.Element {
  const date = new Date(time);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => padded(part, 2))
    .join(':');
  return (
    <time dateTime={time} title={whole ? `${dateWords.format(date)} · ${time}` : undefined}>
      {`${clock}.${padded(date.getMilliseconds(), 3)}`}
    </time>
  );
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

/** Fields that others of the row show. */
const shownElsewhere = new Set([
  'level',
  'severity',
  'lvl',
  'levelname',
  'time',
  'timestamp',
  'ts',
  '@timestamp',
]);

/** Characters of a value in a row that is not folded out. */
const VALUE = 120;

function Structured({ row }: { row: LineRow }): JSX.Element {
  const { fields, message } = factsOf(row.head);
  const text = fields.find(([path]) => path === message)?.[1] ?? '';
  const others = fields.filter(([path]) => path !== message && !shownElsewhere.has(path));
  return (
    <>
      {visible(text.slice(0, 2_000))}
      {others.map(([path, value]) => (
        <span key={path} class="log-field">
          {' '}
          <span class="log-field-name">{visible(path)}=</span>
          {visible(value.slice(0, VALUE))}
        </span>
      ))}
    </>
  );
}

function Fields({ fields, actions, columns }: RowProps & { fields: [string, string][] }): JSX.Element {
  return (
    <dl class="log-fields">
      {fields.map(([path, value]) => (
        <div key={path}>
          <dt>{visible(path)}</dt>
          <dd>{visible(value)}</dd>
          <dd class="buttons">
            <Button
              size="small"
              kind="quiet"
              icon={Plus}
              label={`Only lines with this ${path}`}
              onClick={() => actions.narrow(path, value, false)}
            />
            <Button
              size="small"
              kind="quiet"
              icon={Minus}
              label={`No lines with this ${path}`}
              onClick={() => actions.narrow(path, value, true)}
            />
            <Button
              size="small"
              kind="quiet"
              icon={Columns3}
              label={`${path} as a column`}
              pressed={columns.includes(path)}
              onClick={() => actions.toggleColumn(path)}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Actions({ row, actions, searching }: RowProps & { row: LineRow }): JSX.Element {
  const text = [row.head, ...row.more].map((entry) => factsOf(entry).plain).join('\n');
  return (
    <span class="log-actions">
      {searching && (
        <Button
          size="small"
          icon={Crosshair}
          label="Lines around this one"
          onClick={() => actions.context(row)}
        />
      )}
      <CopyButton text={text} label="Copy the line" />
      <a
        class="button small square"
        href={actions.linkTo(row)}
        aria-label="Link to this line"
        title="Link to this line"
      >
        <Icon node={Link} size={14} />
      </a>
    </span>
  );
}
