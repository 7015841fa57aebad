import type { Column } from '../parts/index.ts';
import { CpuCell, MemoryCell } from './cells.tsx';
import type { Series } from './series.ts';

/** Columns of what is measured, for a table of anything that has a series. */
export function measuredColumns<Row>(seriesOf: (row: Row) => Series): Column<Row>[] {
  const latest = (row: Row, field: 'cpu' | 'memory') => seriesOf(row).latest?.[field] ?? 0;
  return [
    {
      key: 'cpu',
      title: 'CPU',
      width: '132px',
      end: true,
      hide: 'narrow',
      compare: (a, b) => latest(a, 'cpu') - latest(b, 'cpu'),
      cell: (row) => <CpuCell series={seriesOf(row)} />,
    },
    {
      key: 'memory',
      title: 'Memory',
      width: '142px',
      end: true,
      hide: 'medium',
      compare: (a, b) => latest(a, 'memory') - latest(b, 'memory'),
      cell: (row) => <MemoryCell series={seriesOf(row)} />,
    },
  ];
}
