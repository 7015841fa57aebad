import { ArrowDown, ArrowUp } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { rowKeys } from './table-keys.ts';
import { type RowWindow, useRowWindow } from './table-rows.ts';
import './table.css';

export interface Column<Row> {
  key: string;
  /** Empty titles need a `label`. */
  title: string;
  label?: string;
  /** A cell; the one that names the row holds a link of class `row-link`, by which keys move. */
  cell: (row: Row) => ComponentChildren;
  /** Makes the column sortable. */
  compare?: (a: Row, b: Row) => number;
  /** CSS width, `120px`, `20%`; the rest is shared. */
  width?: string;
  end?: boolean;
  /** Left out below 1100 px, or below 700 px. */
  hide?: 'medium' | 'narrow';
  /** Goes on in a second line where it is long, unless the table is so long that all rows have to be as high. */
  wraps?: boolean;
  /** Holds buttons: nothing is cut off. */
  acts?: boolean;
}

export interface Selection {
  keys: ReadonlySet<string>;
  change: (keys: Set<string>) => void;
}

export interface TableProps<Row> {
  /** Said to screen readers. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  /** What a row that can be picked is called; its key where it has no better name. */
  nameOf?: (row: Row) => string;
  /** `cpu`, `-cpu` for the other direction; empty: as the rows come. */
  sort?: string;
  onSort?: (sort: string) => void;
  selection?: Selection;
  /** Pixels; all rows are as high. */
  rowPixels?: number;
}

function classOf<Row>({ end, hide, wraps, acts }: Column<Row>): string {
  return [end && 'end', hide && `hide-${hide}`, wraps && 'wraps', acts && 'acts'].filter(Boolean).join(' ');
}

function sorted<Row>({ rows, columns, sort = '' }: TableProps<Row>): Row[] {
  const compare = columns.find(({ key }) => key === sort.replace(/^-/, ''))?.compare;
  if (compare === undefined) return rows;
  return rows.toSorted(sort.startsWith('-') ? (a, b) => compare(b, a) : compare);
}

/** A table that can be sorted, picked from and walked through by keys; of a long one only the part in sight is drawn. */
export function Table<Row>(props: TableProps<Row>): JSX.Element {
  const { label, columns, keyOf, nameOf = keyOf, selection, rowPixels = 36 } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const rows = useMemo(() => sorted(props), [props.rows, props.sort, columns]);
  const part = useRowWindow(rows.length, rowPixels, body);
  const pick = selection && ((index: number) => toggle(selection, keyOf(rows[index] as Row)));
  return (
    <table
      class={part.virtual ? 'table virtual' : 'table'}
      aria-label={label}
      aria-rowcount={rows.length + 1}
    >
      <Head {...props} rows={rows} />
      <tbody ref={body} onKeyDown={rowKeys(body, part, rows.length, pick)}>
        <Spacer pixels={part.above} />
        {part.indices.map((index) => {
          const row = rows[index] as Row;
          return (
            <RowView
              key={keyOf(row)}
              row={row}
              index={index}
              columns={columns}
              keyOf={keyOf}
              nameOf={nameOf}
              selection={selection}
            />
          );
        })}
        <Spacer pixels={part.below} />
      </tbody>
    </table>
  );
}

function toggle({ keys, change }: Selection, key: string): void {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  change(next);
}

/** Of one cell: one that spans more columns than are shown would make the table find room for them. */
function Spacer({ pixels }: { pixels: RowWindow['above'] }): JSX.Element | null {
  if (pixels <= 0) return null;
  return (
    <tr class="spacer" aria-hidden="true">
      <td style={{ height: `${pixels}px` }} />
    </tr>
  );
}

function Head<Row>({ columns, rows, keyOf, sort = '', onSort, selection }: TableProps<Row>): JSX.Element {
  const all =
    selection !== undefined && rows.length > 0 && rows.every((row) => selection.keys.has(keyOf(row)));
  /** Of those that are shown: what a search hides stays as it is. */
  const pickAll = ({ keys, change }: Selection): void => {
    const shown = rows.map(keyOf);
    change(all ? new Set(keys).difference(new Set(shown)) : new Set([...keys, ...shown]));
  };
  return (
    <thead>
      <tr>
        {selection && (
          <th class="pick">
            <input
              type="checkbox"
              aria-label="Select all"
              checked={all}
              onChange={() => pickAll(selection)}
            />
          </th>
        )}
        {columns.map((column, index) => (
          <HeadCell key={column.key} leads={index === 0} column={column} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

interface HeadCellProps<Row> {
  /** The first: it names the row. */
  leads: boolean;
  column: Column<Row>;
  sort: string;
  onSort: ((sort: string) => void) | undefined;
}

function HeadCell<Row>({ leads, column, sort, onSort }: HeadCellProps<Row>): JSX.Element {
  const { key, title, label, width, compare } = column;
  const direction = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : undefined;
  const name = title || <span class="visually-hidden">{label}</span>;
  return (
    <th
      scope="col"
      class={`${classOf(column)} ${leads ? 'leads' : ''}`}
      style={{ width }}
      aria-sort={direction}
    >
      {compare && onSort ? (
        <button type="button" onClick={() => onSort(direction === 'ascending' ? `-${key}` : key)}>
          {name}
          {direction && <Icon node={direction === 'ascending' ? ArrowUp : ArrowDown} size={12} />}
        </button>
      ) : (
        name
      )}
    </th>
  );
}

interface RowProps<Row> extends Pick<TableProps<Row>, 'columns' | 'keyOf'> {
  nameOf: (row: Row) => string;
  row: Row;
  index: number;
  selection: Selection | undefined;
}

function RowView<Row>({ row, index, columns, keyOf, nameOf, selection }: RowProps<Row>): JSX.Element {
  const key = keyOf(row);
  const selected = selection?.keys.has(key) ?? false;
  return (
    <tr class={selected ? 'selected' : ''} data-index={index} aria-rowindex={index + 2}>
      {selection && (
        <td class="pick">
          <input
            type="checkbox"
            aria-label={`Select ${nameOf(row)}`}
            checked={selected}
            onChange={() => toggle(selection, key)}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.key} class={classOf(column)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}
