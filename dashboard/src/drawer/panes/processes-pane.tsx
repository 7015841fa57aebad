import { RefreshCw } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Calls, Failure } from '../../../../src/dashboard-api/index.ts';
import { call, failureOf } from '../../connection/index.ts';
import { Button, Empty, FailureBlock, Loading } from '../../parts/index.ts';
import type { PaneProps } from '../panes.ts';

type Processes = Calls['container.processes']['result'];

/** Processes at the moment of asking. */
export function ProcessesPane({ engine, container: { brief } }: PaneProps): JSX.Element {
  const [processes, setProcesses] = useState<Processes>();
  const [failure, setFailure] = useState<Failure>();
  const [round, setRound] = useState(0);
  const runs = brief.status === 'running' || brief.status === 'paused';
  useEffect(() => {
    if (!runs) return undefined;
    const stop = new AbortController();
    setFailure(undefined);
    call('container.processes', engine, { container: brief.id }, { signal: stop.signal }).then(
      setProcesses,
      (thrown: unknown) => stop.signal.aborted || setFailure(failureOf(thrown)),
    );
    return () => stop.abort(new Error('not looked at any more'));
  }, [engine, brief.id, runs, round]);
  if (!runs)
    return (
      <Empty title="It does not run">
        <p>“More” above starts it; then its processes are listed here.</p>
      </Empty>
    );
  if (failure !== undefined) return <FailureBlock failure={failure} />;
  if (processes === undefined) return <Loading />;
  return (
    <div class="pane">
      <div>
        <Button size="small" icon={RefreshCw} onClick={() => setRound((n) => n + 1)}>
          Look again
        </Button>
      </div>
      <div class="wide-scroll" tabIndex={0} role="region" aria-label="Processes">
        <table class="plain-table processes numbers">
          <thead>
            <tr>
              {processes.titles.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {processes.rows.map((row) => (
              <tr key={row.join(' ')}>
                {row.map((cell, index) => (
                  <td key={processes.titles[index]}>
                    <code>{cell}</code>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
