import type { JSX } from 'preact';
import { bytesWords, percentWords, Spark } from '../parts/index.ts';
import type { Series } from './series.ts';
import './cells.css';

const RECENT_MS = 6_000;

/** What is measured now; nothing when it has stopped meanwhile. */
function current(series: Series): Series['latest'] {
  const { latest } = series;
  return latest !== undefined && Date.now() - latest.at < RECENT_MS ? latest : undefined;
}

/** CPU: its recent past and its value now, as a part of one CPU. */
export function CpuCell({ series }: { series: Series }): JSX.Element {
  const version = series.version.value;
  const latest = current(series);
  if (version === 0 || latest === undefined) return <span class="muted">–</span>;
  return (
    <span class="measured cpu">
      <Spark values={series.values('cpu')} top={10} width={56} />
      <span class="numbers">{percentWords(latest.cpu)}</span>
    </span>
  );
}

export function MemoryCell({ series }: { series: Series }): JSX.Element {
  const version = series.version.value;
  const latest = current(series);
  if (version === 0 || latest === undefined) return <span class="muted">–</span>;
  return (
    <span class="measured memory">
      <Spark values={series.values('memory')} top={16_000_000} width={56} />
      <span class="numbers">{bytesWords(latest.memory)}</span>
    </span>
  );
}
