import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { StoragePart } from '../../../../src/dashboard-api/index.ts';
import { Bytes, type Column, Table } from '../../parts/index.ts';
import { leadOf, partName } from './part-address.ts';

const kinds: Record<StoragePart['kind'], string> = {
  project: 'project',
  image: 'image',
  layer: 'layers',
  container: 'container',
  volume: 'volume',
  'build-cache': 'build cache',
  'build-records': 'records',
  log: 'log',
  group: '',
};

/** The parts of a map in words, the small ones too; the marks explain its colours. */
export function PartList({ engine, parts }: { engine: string; parts: StoragePart[] }): JSX.Element {
  const { url } = useLocation();
  const columns = useMemo(() => columnsOf(engine, url), [engine, url]);
  const rows = sorted(parts).flatMap((part): Row[] => [
    { part, inner: false },
    ...sorted(part.parts ?? []).map((each) => ({ part: each, inner: true })),
  ]);
  return (
    <div class="panel leads-wide">
      <Table
        label="What the space is made of"
        columns={columns}
        rows={rows}
        keyOf={({ part: { id } }) => id}
      />
    </div>
  );
}

/** As the map draws them: parts, and theirs. */
interface Row {
  part: StoragePart;
  inner: boolean;
}

function sorted(parts: readonly StoragePart[]): StoragePart[] {
  return parts.filter(({ bytes }) => bytes > 0).toSorted((a, b) => b.bytes - a.bytes);
}

function columnsOf(engine: string, url: string): Column<Row>[] {
  return [
    {
      key: 'name',
      title: 'What',
      cell: ({ part, inner }) => (
        <span class={inner ? 'part-name inner' : 'part-name'}>
          <span class={`part-kind kind-${part.kind}`} />
          <a class="row-link ellipsis" href={leadOf(engine, part, url)} title={partName(part)}>
            {partName(part)}
          </a>
        </span>
      ),
    },
    { key: 'kind', title: 'Kind', width: '120px', hide: 'narrow', cell: ({ part }) => kinds[part.kind] },
    { key: 'bytes', title: 'Size', width: '110px', end: true, cell: ({ part }) => <Bytes of={part.bytes} /> },
    {
      key: 'reclaimable',
      title: 'Not used',
      width: '110px',
      end: true,
      hide: 'narrow',
      cell: ({ part }) =>
        part.reclaimable === 0 ? <span class="muted">–</span> : <Bytes of={part.reclaimable} />,
    },
  ];
}
