import type { JSX } from 'preact';
import { Empty, Facts, MoodText, type Probe, ProbeStrip, spanWords } from '../../parts/index.ts';
import type { PaneProps } from '../panes.ts';

const NANOSECONDS_A_MS = 1e6;

function milliseconds(nanoseconds: number | undefined, standard: number): string {
  return spanWords(nanoseconds ? nanoseconds / NANOSECONDS_A_MS : standard);
}

interface Logged {
  Start: string;
  End: string;
  ExitCode: number;
  Output: string;
}

function probeOf({ Start, End, ExitCode, Output }: Logged): Probe {
  const at = Date.parse(Start);
  return { at, exitCode: ExitCode, output: Output, milliseconds: Date.parse(End) - at };
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
      <section>
        <h3>Last probes</h3>
        <ProbeStrip probes={(health.Log ?? []).map(probeOf)} />
      </section>
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
