import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type LogHistogram, type LogLevel, logLevels } from '../../../../src/dashboard-api/index.ts';
import { bucketsOf, type CountState } from './count-lines.ts';

interface HistogramProps {
  state: ReadonlySignal<CountState>;
  /** Unix milliseconds. */
  onRange: (from: number, to: number) => void;
}

const HEIGHT = 44;

/** From the bottom of each bar up. */
const order: (LogLevel | 'none')[] = ['none', ...logLevels];

interface Reach {
  from: number;
  to: number;
}

/** Lines by time and level. A range is chosen by dragging, or by arrows and, with shift, from where it began; Enter takes it. */
export function Histogram({ state, onRange }: HistogramProps): JSX.Element {
  const { histogram } = state.value;
  const drawing = useRef<SVGSVGElement>(null);
  const [reach, setReach] = useState<Reach>();
  if (histogram === undefined) return <div class="histogram" aria-hidden="true" />;
  const buckets = bucketsOf(histogram);
  const at = (event: PointerEvent): number => {
    const box = drawing.current?.getBoundingClientRect();
    if (box === undefined) return 0;
    return limit(Math.floor(((event.clientX - box.left) / box.width) * buckets), buckets);
  };
  const take = (chosen: Reach): void => {
    setReach(undefined);
    const { start, step } = histogram;
    const [first, last] = [Math.min(chosen.from, chosen.to), Math.max(chosen.from, chosen.to)];
    onRange(start + first * step, start + (last + 1) * step);
  };
  return (
    <div
      class="histogram"
      role="slider"
      tabIndex={0}
      aria-label="Lines by time: arrows move, with shift they choose a range, Enter shows it"
      aria-valuemin={0}
      aria-valuemax={buckets - 1}
      aria-valuenow={reach?.to ?? buckets - 1}
      aria-valuetext={bucketWords(histogram, reach?.to ?? buckets - 1)}
      onKeyDown={(event) => onKey(event, { reach, setReach, buckets, take })}
      onPointerDown={(event) => {
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        setReach({ from: at(event), to: at(event) });
      }}
      onPointerMove={(event) => reach && event.buttons > 0 && setReach({ ...reach, to: at(event) })}
      onPointerUp={() => reach && take(reach)}
      onPointerCancel={() => setReach(undefined)}
    >
      <svg ref={drawing} viewBox={`0 0 ${buckets} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <Bars histogram={histogram} buckets={buckets} />
        {reach && (
          <rect
            class="histogram-reach"
            x={Math.min(reach.from, reach.to)}
            width={Math.abs(reach.to - reach.from) + 1}
            height={HEIGHT}
          />
        )}
      </svg>
      <div class="histogram-times" aria-hidden="true">
        <span>{timeWords(histogram, 0)}</span>
        <span>{reach ? bucketWords(histogram, reach.to) : ''}</span>
        <span>{timeWords(histogram, buckets)}</span>
      </div>
    </div>
  );
}

function limit(bucket: number, buckets: number): number {
  return Math.max(0, Math.min(buckets - 1, bucket));
}

interface Keys {
  reach: Reach | undefined;
  setReach: (reach: Reach | undefined) => void;
  buckets: number;
  take: (reach: Reach) => void;
}

function onKey(event: KeyboardEvent, { reach, setReach, buckets, take }: Keys): void {
  const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
  if (step !== 0) {
    event.preventDefault();
    const to = limit((reach?.to ?? buckets) + step, buckets);
    setReach({ from: event.shiftKey && reach ? reach.from : to, to });
  } else if (event.key === 'Enter' && reach) {
    event.preventDefault();
    take(reach);
  } else if (event.key === 'Escape' && reach) {
    event.preventDefault();
    setReach(undefined);
  }
}

function Bars({ histogram, buckets }: { histogram: LogHistogram; buckets: number }): JSX.Element {
  const totals = Array.from({ length: buckets }, (_, bucket) =>
    order.reduce((sum, level) => sum + (histogram.counts[level]?.[bucket] ?? 0), 0),
  );
  const most = Math.max(1, ...totals);
  const below = totals.map(() => 0);
  return (
    <>
      {order.flatMap((level) =>
        (histogram.counts[level] ?? []).map((count, bucket) => {
          if (count === 0) return null;
          const height = Math.max(1, (count / most) * HEIGHT);
          below[bucket] = (below[bucket] ?? 0) + height;
          return (
            <rect
              key={`${level}${bucket}`}
              class={`bar-${level}`}
              x={bucket + 0.08}
              y={HEIGHT - (below[bucket] ?? 0)}
              width={0.84}
              height={height}
            />
          );
        }),
      )}
    </>
  );
}

function timeWords({ start, step }: LogHistogram, bucket: number): string {
  const date = new Date(start + bucket * step);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? date.toLocaleTimeString() : date.toLocaleString();
}

function bucketWords(histogram: LogHistogram, bucket: number): string {
  const lines = order
    .map((level): [string, number] => [level, histogram.counts[level]?.[bucket] ?? 0])
    .filter(([, count]) => count > 0)
    .map(([level, count]) => (level === 'none' ? `${count} without level` : `${count} ${level}`));
  return `${timeWords(histogram, bucket)}: ${lines.join(', ') || 'none'}`;
}
