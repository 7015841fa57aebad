import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './spark.css';

interface SparkProps {
  /** Oldest first; the newest is at the right edge. */
  values: ArrayLike<number>;
  /** How many values the width holds. */
  slots?: number;
  /** What the full height stands for, at least. */
  top?: number;
  /** Pixels, as is the height. */
  width?: number;
  height?: number;
}

const LINE = 1.25;

/**
 * A small line of the recent past; the number beside it says the same to screen readers. Painted, not built of elements: a page has
 * hundreds that change each second, and no style or layout is to be found anew for them.
 */
export function Spark({ values, slots = 60, top = 1, width = 72, height = 18 }: SparkProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  // After the frame: its styles and its size, which is smaller where there is no room, are known by then.
  useEffect(() => {
    if (canvas.current !== null) paint(canvas.current, Array.from(values).slice(-slots), slots, top);
  });
  return (
    <canvas
      ref={canvas}
      class="spark"
      style={{ width: `${width}px`, height: `${height}px` }}
      aria-hidden="true"
    />
  );
}

function paint(canvas: HTMLCanvasElement, values: readonly number[], slots: number, top: number): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const scale = window.devicePixelRatio;
  // Also clears it.
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  if (values.length < 2) return;
  const color = getComputedStyle(canvas).color;
  context.scale(scale, scale);
  Object.assign(context, { fillStyle: color, strokeStyle: color, lineWidth: LINE, lineJoin: 'round' });
  const step = width / (slots - 1);
  const begin = width - (values.length - 1) * step;
  const most = Math.max(top, ...values);
  context.beginPath();
  for (const [i, value] of values.entries()) {
    context.lineTo(begin + i * step, height - LINE / 2 - (value / most) * (height - LINE));
  }
  context.stroke();
  context.lineTo(width, height);
  context.lineTo(begin, height);
  context.globalAlpha = 0.13;
  context.fill();
}
