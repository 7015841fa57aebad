/** What is known of each resource that is being worked on, and its line in the terminal display. */
import type { ProgressEvent } from '../../orchestrator/index.ts';
import { humanSize } from '../../shared/index.ts';
import { cut, type Paint, visibleLength } from './colors.ts';

export interface Row {
  readonly id: string;
  parent: string | undefined;
  state: ProgressEvent['state'];
  text: string;
  statusText: string;
  current: number;
  total: number;
  /** Milliseconds. */
  readonly startedAt: number;
  endedAt: number | undefined;
}

export const dryRunPrefix = ' DRY-RUN MODE - ';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const filling = ['⠀', '⡀', '⣀', '⣄', '⣤', '⣦', '⣶', '⣷', '⣿'];

/** Rows by id, in the order in which they came. */
export class ResourceRows {
  readonly #rows = new Map<string, Row>();

  get rows(): Row[] {
    return [...this.#rows.values()];
  }

  apply(event: ProgressEvent, now: number): void {
    const row = this.#rows.get(event.id);
    if (row === undefined) {
      this.#rows.set(event.id, newRow(event, now));
      return;
    }
    if (event.state !== 'working' && row.state !== event.state) row.endedAt = now;
    row.state = event.state;
    row.text = event.text;
    row.statusText = event.statusText;
    // Progress only goes up: a layer reports its download, then its unpacking, from zero again.
    row.total = Math.max(row.total, event.total ?? 0);
    row.current = Math.max(row.current, event.current ?? 0);
    if (row.parent === undefined || event.parent === undefined) row.parent = event.parent;
  }

  done(): number {
    return this.rows.filter((row) => row.state !== 'working').length;
  }
}

function newRow(event: ProgressEvent, now: number): Row {
  const { id, state, text, statusText } = event;
  const over = state === 'done' || state === 'error';
  return {
    id,
    parent: event.parent,
    state,
    text,
    statusText,
    current: event.current ?? 0,
    total: event.total ?? 0,
    startedAt: now,
    endedAt: over ? now : undefined,
  };
}

export interface FrameOptions {
  title: string;
  columns: number;
  /** Lines that may be used. */
  rows: number;
  now: number;
  dryRun: boolean;
  paint: Paint;
  /** The last frame stays on the screen: it may scroll, and shows everything. */
  final: boolean;
}

/** The display's lines; empty when nothing has happened yet. */
export function resourceLines(resources: ResourceRows, options: FrameOptions): string[] {
  const rows = resources.rows;
  if (rows.length === 0) return [];
  const header = `[+] ${options.title} ${resources.done()}/${rows.length}`;
  const allDone = resources.done() === rows.length;
  const parents = rows.filter((row) => row.parent === undefined);
  const withChildren = rows.length <= options.rows - 2;
  const listed = withChildren
    ? parents.flatMap((parent) => [parent, ...rows.filter((row) => row.parent === parent.id)])
    : parents;
  const room = options.rows - 2;
  const shown = options.final || listed.length <= room ? listed : mostTelling(listed, Math.max(1, room - 1));
  const width = Math.max(...shown.map((row) => label(row).length + indentOf(row)));
  const lines = shown.map((row) => rowLine(row, rows, width - indentOf(row), options));
  const hidden = listed.length - shown.length;
  if (hidden > 0) lines.push(options.paint.faint(cut(`   … and ${hidden} more`, options.columns)));
  return [cut(allDone ? options.paint.done(header) : header, options.columns), ...lines];
}

/** What a user wants to see when not all fits: failures, then what takes long, then what ended last. */
function mostTelling(rows: readonly Row[], room: number): Row[] {
  const rank = (row: Row): number => (row.state === 'error' ? 0 : row.state === 'working' ? 1 : 2);
  const chosen = rows
    .toSorted(
      (a, b) =>
        rank(a) - rank(b) ||
        (rank(a) === 1 ? a.startedAt - b.startedAt : (b.endedAt ?? 0) - (a.endedAt ?? 0)),
    )
    .slice(0, room);
  const keep = new Set(chosen);
  return rows.filter((row) => keep.has(row));
}

function indentOf(row: Row): number {
  return row.parent === undefined ? 0 : 2;
}

function label(row: Row): string {
  return `${row.id} ${row.text}`;
}

function rowLine(row: Row, all: readonly Row[], width: number, options: FrameOptions): string {
  const { paint, columns, now } = options;
  const end = row.state === 'working' ? now : (row.endedAt ?? row.startedAt);
  const timer = paint.timer(`${((end - row.startedAt) / 1000).toFixed(1)}s `);
  const body = withBars(row, all, paint);
  const padding = ' '.repeat(Math.max(0, width - visibleLength(body)));
  const prefix = options.dryRun ? paint.prefix(dryRunPrefix) : '';
  const indent = ' '.repeat(indentOf(row));
  const text = `${indent} ${mark(row, now, paint)}${prefix} ${body}${padding} ${statusText(row, paint)}`;
  const cutText = cut(text, Math.max(0, columns - visibleLength(timer) - 1));
  const gap = Math.max(0, columns - visibleLength(cutText) - visibleLength(timer));
  return cut(cutText + ' '.repeat(gap) + timer, columns);
}

/** While an image is pulled: one character a layer that fills up, and the sum of bytes. */
function withBars(row: Row, all: readonly Row[], paint: Paint): string {
  const children = row.state === 'working' ? all.filter((each) => each.parent === row.id) : [];
  if (children.length === 0) return label(row);
  const bars = children.map((child) => filling[Math.floor((filling.length - 1) * portion(child))]);
  const total = children.reduce((sum, child) => sum + child.total, 0);
  const unknown = children.some((child) => child.state === 'working' && child.total === 0);
  const current = children.reduce((sum, child) => sum + child.current, 0);
  const details =
    unknown || total === 0 ? '' : ` ${humanSize(current).padStart(7)} / ${humanSize(total).padEnd(7)}`;
  return `${row.id} [${paint.success(bars.join(''))}]${details} ${row.text}`;
}

function portion(row: Row): number {
  if (row.state === 'done') return 1;
  return row.total === 0 ? 0 : Math.min(1, row.current / row.total);
}

/** How each state looks. */
const looks: Readonly<Record<ProgressEvent['state'], { sign: string; color: keyof Paint | undefined }>> = {
  working: { sign: '', color: undefined },
  done: { sign: '✔', color: 'success' },
  warning: { sign: '!', color: 'warning' },
  error: { sign: '✘', color: 'error' },
};

function mark(row: Row, now: number, paint: Paint): string {
  const { sign, color } = looks[row.state];
  if (color !== undefined) return paint[color](sign);
  const frame = Math.max(0, Math.ceil((now - row.startedAt) / 100) - 1);
  return paint.spinner(spinner[frame % spinner.length] ?? '');
}

function statusText(row: Row, paint: Paint): string {
  const { color } = looks[row.state];
  return color === undefined ? row.statusText : paint[color](row.statusText);
}
