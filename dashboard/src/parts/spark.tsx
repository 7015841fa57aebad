import type { JSX } from 'preact';
import './spark.css';

interface SparkProps {
  /** Oldest first; the newest is at the right edge. */
  values: ArrayLike<number>;
  /** How many values the width holds. */
  slots?: number;
  /** What the full height stands for, at least. */
  top?: number;
  width?: number;
  height?: number;
}

function pathOf(
  values: ArrayLike<number>,
  slots: number,
  top: number,
  width: number,
  height: number,
): string {
  const first = Math.max(0, values.length - slots);
  let most = top;
  for (let i = first; i < values.length; i += 1) most = Math.max(most, values[i] ?? 0);
  const points: string[] = [];
  for (let i = first; i < values.length; i += 1) {
    const x = width - ((values.length - 1 - i) * width) / (slots - 1);
    const y = height - ((values[i] ?? 0) / most) * (height - 1);
    points.push(`${x.toFixed(1)} ${y.toFixed(1)}`);
  }
  return points.join('L');
}

/** A small line of the recent past; the number beside it says the same to screen readers. */
export function Spark({ values, slots = 60, top = 1, width = 72, height = 18 }: SparkProps): JSX.Element {
  const path = values.length > 1 ? pathOf(values, slots, top, width, height) : '';
  const begin = path.slice(0, path.indexOf(' '));
  return (
    <svg class="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {path !== '' && <path class="area" d={`M${begin} ${height}L${path}L${width} ${height}Z`} />}
      {path !== '' && <path class="line" d={`M${path}`} />}
    </svg>
  );
}
