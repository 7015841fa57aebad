import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import type { NetworkRow } from '../../../../src/dashboard-api/index.ts';
import { drawerQuery } from '../../containers/index.ts';
import { withQuery } from '../../routing/index.ts';

const ROW = 28;
const COLUMN = 34;
/** Most pixels for the names of containers. */
const MOST_LABELS = 190;
/** Of a letter, on average. */
const LETTER = 7;
const HEAD = 16;
/** Least for names and ports. */
const TEXTS = 120;

interface Row {
  name: string;
  /** Columns of the networks that it is in. */
  at: number[];
  /** By which others reach it, its own left out. */
  names: string[];
  ports: string[];
}

/** Containers side by side with the lines they hang on: a line a network, a knot where a container is in it. The tables below say the same, and more. */
export function NetworkDrawing({ networks }: { networks: NetworkRow[] }): JSX.Element {
  const { url } = useLocation();
  const rows = rowsOf(networks);
  const labels = Math.min(MOST_LABELS, 24 + LETTER * longest(rows.map(({ name }) => name)));
  const xOf = (column: number): number => labels + column * COLUMN + COLUMN / 2;
  const texts = longest(rows.map(({ names, ports }) => `${names.join(', ')}   ${ports.join(', ')}`));
  const width =
    labels +
    networks.length * COLUMN +
    Math.max(TEXTS, LETTER * Math.max(texts, longest(networks.map(({ name }) => name))));
  const height = HEAD + rows.length * ROW + networks.length * 20 + 8;
  // The leftmost is the longest, so that no line crosses a name.
  const nameAt = (column: number): number =>
    HEAD + rows.length * ROW + (networks.length - 1 - column) * 20 + 16;
  return (
    <div class="network-drawing" tabIndex={0} role="region" aria-label="Drawing of the networks">
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        {networks.map(({ id, name }, column) => (
          <g key={id} class={`c${column % 10}`}>
            <line class="network-line" x1={xOf(column)} x2={xOf(column)} y1={HEAD} y2={nameAt(column) - 4} />
            <text class="network-name" x={xOf(column) + 8} y={nameAt(column)}>
              {name}
            </text>
          </g>
        ))}
        {rows.map(({ name, at, names, ports }, index) => {
          const y = HEAD + index * ROW + ROW / 2;
          return (
            <g key={name}>
              <line class="member-line" x1={labels - 8} x2={xOf(Math.max(...at))} y1={y} y2={y} />
              {at.map((column) => (
                <circle key={column} class={`member-knot c${column % 10}`} cx={xOf(column)} cy={y} r={5} />
              ))}
              <a href={withQuery(url, drawerQuery(name, 'network'))}>
                <text class="member-name" x={labels - 14} y={y + 4}>
                  {name.length > 26 ? `${name.slice(0, 25)}…` : name}
                </text>
              </a>
              <text x={xOf(networks.length - 1) + 18} y={y + 4}>
                <tspan class="member-names">{names.join(', ')}</tspan>
                <tspan dx={names.length > 0 ? 12 : 0}>{ports.join(', ')}</tspan>
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

function rowsOf(networks: NetworkRow[]): Row[] {
  const rows = new Map<string, Row>();
  networks.forEach(({ members }, column) => {
    for (const { id, name, names, ports } of members) {
      const row = rows.get(name) ?? { name, at: [], names: [], ports: ports.map(({ text }) => text) };
      row.at.push(column);
      const others = names.filter((each) => each !== name && !id.startsWith(each));
      row.names = [...new Set([...row.names, ...others])];
      rows.set(name, row);
    }
  });
  return [...rows.values()].toSorted(
    (a, b) => (a.at[0] ?? 0) - (b.at[0] ?? 0) || a.name.localeCompare(b.name),
  );
}
