import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Change, PruneCandidate } from '../../../../src/dashboard-api/index.ts';
import { propose } from '../../changes/index.ts';
import { useCall } from '../../connection/index.ts';
import {
  Button,
  Bytes,
  bytesWords,
  type Column,
  Dialog,
  Empty,
  FailureBlock,
  Loading,
  Table,
} from '../../parts/index.ts';

/** Volumes hold data: they are looked for only when one says so. */
const kinds: { kind: PruneCandidate['kind']; title: string; first: boolean }[] = [
  { kind: 'container', title: 'Stopped containers', first: false },
  { kind: 'image', title: 'Images', first: true },
  { kind: 'network', title: 'Networks', first: true },
  { kind: 'build-cache', title: 'Build cache', first: true },
  { kind: 'volume', title: 'Volumes, with their data', first: false },
];

const columns: Column<PruneCandidate>[] = [
  { key: 'name', title: 'Name', cell: ({ name }) => <span title={name}>{name}</span> },
  { key: 'kind', title: 'Kind', width: '96px', cell: ({ kind }) => kind.replace('-', ' ') },
  {
    key: 'reason',
    title: 'Why',
    hide: 'medium',
    cell: ({ reason }) => (
      <span class="muted" title={reason}>
        {reason}
      </span>
    ),
  },
  { key: 'bytes', title: 'Size', width: '84px', end: true, cell: ({ bytes }) => <Bytes of={bytes} /> },
];

const keyOf = ({ kind, id }: PruneCandidate): string => `${kind} ${id}`;

/** What is not used, to choose from; what is chosen goes to the plan, and nothing else is removed. */
export function PruneDialog({ engine, onClose }: { engine: string; onClose: () => void }): JSX.Element {
  const [asked, ask] = useState(kinds.filter(({ first }) => first).map(({ kind }) => kind));
  const [picked, pick] = useState(new Map<string, boolean>());
  const { result, failure } = useCall('storage.unused', engine, { kinds: asked });
  const chosen = (result ?? []).filter((each) => picked.get(keyOf(each)) ?? isWorthwhile(each));
  const bytes = chosen.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
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
          <span class="muted">{`${chosen.length} ${chosen.length === 1 ? 'object' : 'objects'}, ${bytesWords(bytes)}`}</span>
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
        {result?.length === 0 && <Empty title="Everything of these kinds is used" />}
        {result !== undefined && result.length > 0 && (
          <div class="leads-wide">
            <Table
              label="Not used"
              columns={columns}
              rows={result}
              keyOf={keyOf}
              selection={{
                keys: new Set(chosen.map(keyOf)),
                change: (keys) => pick(new Map(result.map(keyOf).map((key) => [key, keys.has(key)]))),
              }}
            />
          </div>
        )}
      </div>
    </Dialog>
  );
}

/** Cache that an image holds too is kept unless one says otherwise: without it builds take longer, and nothing is won. */
export function isWorthwhile({ kind, bytes }: PruneCandidate): boolean {
  return kind !== 'build-cache' || bytes !== 0;
}

export function removalOf(chosen: readonly PruneCandidate[]): Change {
  const idsOf = (kind: PruneCandidate['kind']): string[] =>
    chosen.filter((each) => each.kind === kind).map(({ id }) => id);
  const lists = {
    containers: idsOf('container'),
    images: idsOf('image'),
    volumes: idsOf('volume'),
    networks: idsOf('network'),
    buildCache: idsOf('build-cache'),
  };
  const some = Object.fromEntries(Object.entries(lists).filter(([, ids]) => ids.length > 0));
  return { kind: 'remove', ...some };
}
