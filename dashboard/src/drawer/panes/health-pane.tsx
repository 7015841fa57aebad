import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { clockWords, Empty, Facts, MoodText, spanWords } from '../../parts/index.ts';
import type { PaneProps } from '../panes.ts';

interface Probe {
  Start: string;
  End: string;
  ExitCode: number;
  Output: string;
}

const NANOSECONDS_A_MS = 1e6;

function milliseconds(nanoseconds: number | undefined, standard: number): string {
  return spanWords(nanoseconds ? nanoseconds / NANOSECONDS_A_MS : standard);
}

/** The probes that the engine remembers, oldest first, with what each printed. */
export function HealthPane({ container: { inspect, brief } }: PaneProps): JSX.Element {
  const check = inspect.Config.Healthcheck;
  const health = inspect.State.Health;
  if (health === undefined || health === null)
    return (
      <Empty title="Nobody checks the health of this container">
        <p>
          A <code>healthcheck</code> in the Compose file says how to find out whether it works, not only
          whether it runs.
        </p>
      </Empty>
    );
  return (
    <div class="pane">
      <MoodText mood={brief.mood}>
        {health.Status}
        {health.FailingStreak > 0 && `, ${health.FailingStreak} failed in a row`}
      </MoodText>
      <Probes probes={health.Log ?? []} />
      {check && (
        <Facts
          of={[
            ['Test', <code>{(check.Test ?? []).slice(1).join(' ')}</code>],
            ['Every', milliseconds(check.Interval, 30_000)],
            ['At most', milliseconds(check.Timeout, 30_000)],
            ['Unhealthy after', `${check.Retries || 3} failures in a row`],
            ['Not counted for', milliseconds(check.StartPeriod, 0)],
          ]}
        />
      )}
    </div>
  );
}

function Probes({ probes }: { probes: Probe[] }): JSX.Element {
  const [chosen, choose] = useState<string>();
  const probe = probes.find(({ Start }) => Start === chosen) ?? probes.at(-1);
  if (probe === undefined) return <p class="muted">No probe has ended yet.</p>;
  const took = Date.parse(probe.End) - Date.parse(probe.Start);
  return (
    <section>
      <h3>Last probes</h3>
      <div class="probe-strip" role="group" aria-label="Last probes, oldest first">
        {probes.map(({ Start, ExitCode }) => (
          <button
            key={Start}
            type="button"
            class={ExitCode === 0 ? '' : 'failed'}
            aria-pressed={Start === probe.Start}
            aria-label={`${clockWords(Date.parse(Start))}: exit code ${ExitCode}`}
            onClick={() => choose(Start)}
          >
            {ExitCode === 0 ? '✓' : ExitCode}
          </button>
        ))}
      </div>
      <p class="muted numbers">
        {clockWords(Date.parse(probe.Start))}, exit code {probe.ExitCode}, took {spanWords(took)}
      </p>
      <pre class="output" tabIndex={0}>
        {probe.Output.trimEnd() || 'It printed nothing.'}
      </pre>
    </section>
  );
}
