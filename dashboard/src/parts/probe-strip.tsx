import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { clockWords, spanWords } from './words.ts';
import './probe-strip.css';

export interface Probe {
  /** Unix milliseconds. */
  at: number;
  exitCode: number;
  output: string;
  milliseconds?: number;
}

/** Probes of a container's health, oldest first, and what one of them printed: the last unless another is chosen. */
export function ProbeStrip({ probes }: { probes: Probe[] }): JSX.Element {
  const [chosen, choose] = useState<number>();
  const probe = probes.find(({ at }) => at === chosen) ?? probes.at(-1);
  if (probe === undefined) return <p class="muted">No probe has ended yet.</p>;
  const took = probe.milliseconds === undefined ? '' : `, took ${spanWords(probe.milliseconds)}`;
  return (
    <>
      <div class="probe-strip" role="group" aria-label="Last probes, oldest first">
        {probes.map(({ at, exitCode }) => (
          <button
            key={at}
            type="button"
            class={exitCode === 0 ? '' : 'failed'}
            aria-pressed={at === probe.at}
            aria-label={`${clockWords(at)}: exit code ${exitCode}`}
            onClick={() => choose(at)}
          >
            {exitCode === 0 ? '✓' : exitCode}
          </button>
        ))}
      </div>
      <p class="muted numbers">
        {clockWords(probe.at)}, exit code {probe.exitCode}
        {took}
      </p>
      <pre class="output" tabIndex={0}>
        {probe.output.trimEnd() || 'It printed nothing.'}
      </pre>
    </>
  );
}
