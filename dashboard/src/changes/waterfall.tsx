import type { JSX } from 'preact';
import { now, spanWords } from '../parts/index.ts';
import type { Run } from './run.ts';
import { type Bar, type Waterfall, type WaterfallRow, waterfallOf } from './waterfall-model.ts';
import './waterfall.css';

const PHASES: [Bar['phase'], string][] = [
  ['pull', 'pull'],
  ['build', 'build'],
  ['create', 'create'],
  ['start', 'start'],
  ['healthy', 'until healthy'],
];

const words = new Map(PHASES);

const percent = (part: number) => `${(part * 100).toFixed(2)}%`;

/** What still lasts when the run is over and nobody follows it has no known end. */
function barWords({ phase, milliseconds, open, failed }: Bar, live: boolean): string {
  if (open) return live ? `not yet ${phase}, for ${spanWords(milliseconds)}` : `not yet ${phase}`;
  return failed ? `${phase} failed after ${spanWords(milliseconds)}` : `${phase} ${spanWords(milliseconds)}`;
}

/** `db (start, until healthy) → web (start)`. */
function criticalWords(critical: Waterfall['critical']): string {
  return critical
    .map(({ service, phases }) => `${service} (${phases.map((phase) => words.get(phase)).join(', ')})`)
    .join(' → ');
}

const orderOf = (bar: Bar) => PHASES.findIndex(([phase]) => phase === bar.phase);

/** An engine may tell of a start late, when its container is looked at already. */
function inOrder(bars: Bar[]): Bar[] {
  return bars.toSorted((a, b) => orderOf(a) - orderOf(b));
}

function Row({ service, bars, live }: WaterfallRow & { live: boolean }): JSX.Element {
  const told = inOrder(bars)
    .map((bar) => barWords(bar, live))
    .join(', ');
  const total = bars.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return (
    <li class="waterfall-row">
      <span class="ellipsis">{service}</span>
      <span class="track" role="img" aria-label={told} title={told}>
        {bars.map(({ phase, left, width, critical, open, failed }) => (
          <span
            key={phase}
            class={['waterfall-bar', phase, critical && 'critical', open && 'open', failed && 'failed']
              .filter(Boolean)
              .join(' ')}
            style={{ left: percent(left), width: percent(width) }}
          />
        ))}
      </span>
      <span class="numbers muted small end">{spanWords(total)}</span>
    </li>
  );
}

/** When each service was pulled, built, created, started and healthy; what decided how long it took is drawn strong. */
export function WaterfallView({ run }: { run: Run }): JSX.Element | null {
  const live = run.version.value >= 0 && (run.state === 'running' || run.awaitsHealth);
  if (run.spans.size === 0) return null;
  const { rows, milliseconds, critical } = waterfallOf(
    [...run.spans.values()],
    live ? now.value : (run.end ?? Date.now()),
  );
  return (
    <section>
      <p class="muted small">
        {spanWords(milliseconds)} in all
        {critical.length > 0 && `, decided by ${criticalWords(critical)}`}
      </p>
      <ul class="waterfall">
        {rows.map((row) => (
          <Row key={row.service} {...row} live={live} />
        ))}
      </ul>
      <p class="waterfall-key">
        {PHASES.filter(([phase]) => rows.some(({ bars }) => bars.some((bar) => bar.phase === phase))).map(
          ([phase, words]) => (
            <span key={phase}>
              <span class={`waterfall-bar ${phase}`} />
              {words}
            </span>
          ),
        )}
      </p>
    </section>
  );
}
