import type { JSX } from 'preact';
import { Chart, type ChartLine } from '../../parts/chart.tsx';
import { bytesWords, Empty, percentWords } from '../../parts/index.ts';
import { type Field, type Series, statsOf } from '../../stats/index.ts';
import type { PaneProps } from '../panes.ts';

interface Measured {
  title: string;
  fields: [field: Field, label: string, color: string][];
  words: (value: number) => string;
}

const perSecond = (bytes: number) => `${bytesWords(bytes)}/s`;

const CHARTS: Measured[] = [
  { title: 'CPU', fields: [['cpu', 'of one CPU', '--busy']], words: percentWords },
  { title: 'Memory', fields: [['memory', 'used', '--service-3']], words: bytesWords },
  {
    title: 'Network',
    fields: [
      ['networkIn', 'in', '--service-0'],
      ['networkOut', 'out', '--service-1'],
    ],
    words: perSecond,
  },
  {
    title: 'Disk',
    fields: [
      ['diskRead', 'read', '--service-0'],
      ['diskWritten', 'written', '--service-1'],
    ],
    words: perSecond,
  },
  { title: 'Processes', fields: [['pids', 'processes', '--service-4']], words: (value) => value.toFixed(0) },
];

function linesOf(series: Series, fields: Measured['fields']): ChartLine[] {
  return fields.map(([field, label, color]) => ({ label, color, values: series.values(field) }));
}

/** What it used since the page was opened. */
export function StatsPane({ engine, container: { brief } }: PaneProps): JSX.Element {
  const series = statsOf(engine).container(brief.id);
  const version = series.version.value;
  if (version === 0)
    return (
      <Empty title={brief.status === 'running' ? 'The first reading comes in a second' : 'It does not run'}>
        <p>What a container uses is measured while it runs and this page is open.</p>
      </Empty>
    );
  return (
    <div class="pane charts">
      {CHARTS.map(({ title, fields, words }) => (
        <Chart
          key={title}
          title={title}
          times={series.times}
          lines={linesOf(series, fields)}
          words={words}
          version={version}
        />
      ))}
    </div>
  );
}
