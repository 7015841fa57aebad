import type { JSX } from 'preact';
import { Empty, Facts, MoodText, type Probe, ProbeStrip, spanWords } from '../../parts/index.ts';
import type { PaneProps } from '../panes.ts';
import { checkTime, isNeverProbed } from './probes.ts';

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

/** Failures right after the start; milliseconds. */
function notCounted(startPeriod: number): [string, string][] {
  return startPeriod === 0 ? [] : [['Not counted for', spanWords(startPeriod)]];
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
        {isNeverProbed(inspect, Date.now()) ? (
          <p>
            This engine has made no probe since the container started. Podman leaves probes to timers of
            systemd, and makes none on a machine without systemd; <code>podman healthcheck run</code> makes
            one.
          </p>
        ) : (
          <ProbeStrip probes={(health.Log ?? []).map(probeOf)} />
        )}
      </section>
      {check && (
        <Facts
          of={[
            ['Test', <code>{(check.Test ?? []).slice(1).join(' ')}</code>],
            ['Every', spanWords(checkTime(check.Interval))],
            ['At most', spanWords(checkTime(check.Timeout))],
            ['Unhealthy after', `${check.Retries || 3} failures in a row`],
            ...notCounted(checkTime(check.StartPeriod, 0)),
          ]}
        />
      )}
    </div>
  );
}
