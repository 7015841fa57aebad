import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PruneCandidate } from '../../../../src/dashboard-api/index.ts';
import { propose } from '../../changes/index.ts';
import { useCall } from '../../connection/index.ts';
import {
  Button,
  Bytes,
  bytesWords,
  type Column,
  countWords,
  Dialog,
  Empty,
  FailureBlock,
  Loading,
  SearchBox,
  type Selection,
  Table,
} from '../../parts/index.ts';
import { freedBy, isWorthwhile, removalOf } from './removal.ts';

/** Volumes hold data: they are looked for only when one says so. */
const kinds: { kind: PruneCandidate['kind']; title: string; first: boolean }[] = [
  { kind: 'container', title: 'Stopped containers', first: false },
  { kind: 'image', title: 'Images', first: true },
  { kind: 'network', title: 'Networks', first: true },
  { kind: 'build-cache', title: 'Build cache', first: true },
  { kind: 'volume', title: 'Volumes, with their data', first: false },
];

const columns: Column<PruneCandidate>[] = [
  {
    key: 'name',
    title: 'Name',
    cell: ({ name }) => <span title={name}>{name}</span>,
    compare: (a, b) => a.name.localeCompare(b.name),
  },
  {
    key: 'kind',
    title: 'Kind',
    width: '96px',
    cell: ({ kind }) => kind.replace('-', ' '),
    compare: (a, b) => a.kind.localeCompare(b.kind),
  },
  {
    key: 'reason',
    title: 'Why',
    hide: 'narrow',
    cell: ({ reason }) => (
      <span class="muted" title={reason}>
        {reason}
      </span>
    ),
  },
  {
    key: 'bytes',
    title: 'Its own',
    width: '84px',
    end: true,
    cell: ({ bytes }) => <Bytes of={bytes} />,
    compare: (a, b) => (a.bytes ?? 0) - (b.bytes ?? 0),
  },
];

const keyOf = ({ kind, id }: PruneCandidate): string => `${kind} ${id}`;

/** What is not used, to choose from; what is chosen goes to the plan, and nothing else is removed. */
export function PruneDialog({ engine, onClose }: { engine: string; onClose: () => void }): JSX.Element {
  const [asked, ask] = useState(kinds.filter(({ first }) => first).map(({ kind }) => kind));
  const [picked, pick] = useState(new Map<string, boolean>());
  const { result, failure } = useCall('storage.unused', engine, { kinds: asked });
  const all = result?.candidates ?? [];
  const chosen = all.filter((each) => picked.get(keyOf(each)) ?? isWorthwhile(each));
  const toggle = (kind: PruneCandidate['kind']): void =>
    ask(asked.includes(kind) ? asked.filter((each) => each !== kind) : [...asked, kind]);
  const plan = (): void => {
    onClose();
    propose(engine, removalOf(chosen));
  };
  return (
    <Dialog
      title="Remove what is not used"
      wide
      onClose={onClose}
      footer={
        <>
          <span class="muted" role="status">
            {`${countWords(chosen.length, 'object')} of ${all.length} chosen, ${bytesWords(freedBy(chosen, result))}`}
          </span>
          <Button kind="primary" disabled={chosen.length === 0} onClick={plan}>
            Show the plan
          </Button>
        </>
      }
    >
      <div class="stack">
        <fieldset class="kinds">
          <legend class="visually-hidden">Kinds</legend>
          {kinds.map(({ kind, title }) => (
            <label key={kind}>
              <input type="checkbox" checked={asked.includes(kind)} onChange={() => toggle(kind)} />
              {title}
            </label>
          ))}
        </fieldset>
        {failure && <FailureBlock failure={failure} />}
        {!failure && result === undefined && <Loading label="Looking for what is not used" />}
        {result && all.length === 0 && <Empty title="Everything of these kinds is used" />}
        {all.length > 0 && (
          <Candidates
            all={all}
            selection={{
              keys: new Set(chosen.map(keyOf)),
              change: (keys) => pick(new Map(all.map(keyOf).map((key) => [key, keys.has(key)]))),
            }}
          />
        )}
      </div>
    </Dialog>
  );
}

function Candidates({ all, selection }: { all: PruneCandidate[]; selection: Selection }): JSX.Element {
  const [find, setFind] = useState('');
  const [sort, setSort] = useState('-bytes');
  const rows = all.filter(({ name, kind }) => `${name} ${kind}`.includes(find));
  return (
    <div class="leads-wide">
      <p class="buttons above-table">
        <SearchBox label="Search what is not used" value={find} onInput={setFind} />
        {find !== '' && <span class="muted">{`${rows.length} of ${all.length} shown`}</span>}
      </p>
      <Table
        label="Not used"
        columns={columns}
        rows={rows}
        keyOf={keyOf}
        nameOf={({ kind, name }) => `${kind.replace('-', ' ')} ${name}`}
        sort={sort}
        onSort={setSort}
        selection={selection}
      />
      {rows.length === 0 && <Empty title="Nothing matches the search" />}
    </div>
  );
}
