import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './chart.css';

export interface ChartLine {
  label: string;
  /** A token: `--busy`. */
  color: string;
  values: number[];
}

/** Seconds of the time axis. */
const SHORTEST = 60;

interface ChartProps {
  title: string;
  /** Unix milliseconds. */
  times: number[];
  lines: ChartLine[];
  words: (value: number) => string;
  /** Changes when the values have: they are the same arrays all the time. */
  version: number;
  height?: number;
}

function tokenOf(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

/** Tokens are `light-dark()`, which a canvas does not know: a probe's computed colour is what it stands for. */
function colorOf(element: HTMLElement, token: string): string {
  element.style.color = `var(${token})`;
  const color = getComputedStyle(element).color;
  element.style.color = '';
  return color;
}

/** A single reading has no range: before it there was none, a minute long. */
function dataOf(times: number[], lines: ChartLine[]): UPlot.AlignedData {
  const seconds = times.map((at) => at / 1_000);
  const [only, second] = seconds;
  if (only === undefined || second !== undefined) return [seconds, ...lines.map(({ values }) => values)];
  return [[only - SHORTEST, only], ...lines.map(({ values }) => [null, values[0] ?? null])];
}

function optionsOf(host: HTMLElement, { lines, words, height = 110 }: ChartProps): UPlot.Options {
  const axis: UPlot.Axis = {
    stroke: colorOf(host, '--muted'),
    font: `11px ${tokenOf(host, '--sans')}`,
    grid: { stroke: colorOf(host, '--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: host.clientWidth,
    height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { range: (_, min, max) => [Math.min(min, max - SHORTEST), max] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.15 : 10] },
    },
    axes: [
      {
        ...axis,
        size: 22,
        values: (_, splits) => splits.map((at) => new Date(at * 1_000).toLocaleTimeString('en-GB')),
        space: 90,
      },
      { ...axis, size: 62, values: (_, splits) => splits.map(words), space: 28 },
    ],
    series: [
      {},
      ...lines.map(({ label, color }) => ({
        label,
        stroke: colorOf(host, color),
        width: 1.5,
        points: { show: false },
        fill: `color-mix(in srgb, ${colorOf(host, color)}, transparent 88%)`,
      })),
    ],
  };
}

/** Lines along the time. Its legend has the latest values as text. */
export function Chart(props: ChartProps): JSX.Element {
  const { title, times, lines, words, version } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new UPlot(optionsOf(element, props), dataOf(times, lines), element);
    };
    draw();
    const resized = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height: plot.current.height }),
    );
    resized.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const themed = new MutationObserver(draw);
    scheme.addEventListener('change', draw);
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      scheme.removeEventListener('change', draw);
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(dataOf(times, lines)), [version]);
  return (
    <figure class="chart">
      <header>
        <h3>{title}</h3>
        <span class="legend numbers">
          {lines.map(({ label, color, values }) => (
            <span key={label}>
              {lines.length > 1 && <i style={{ background: `var(${color})` }} />}
              {`${label} `}
              <strong>{words(values.at(-1) ?? 0)}</strong>
            </span>
          ))}
        </span>
      </header>
      <div ref={host} role="img" aria-label={`${title} since the page was opened`} />
    </figure>
  );
}
