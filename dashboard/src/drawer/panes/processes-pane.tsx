import { RefreshCw } from 'lucide';
import type { JSX } from 'preact';
import { useCall } from '../../connection/index.ts';
import { Button, Empty, FailureBlock, Loading } from '../../parts/index.ts';
import type { PaneProps } from '../panes.ts';

/** Processes at the moment of asking. */
export function ProcessesPane({ engine, container: { brief } }: PaneProps): JSX.Element {
  const runs = brief.status === 'running' || brief.status === 'paused';
  const asked = runs ? { container: brief.id } : undefined;
  const { result: processes, failure, again } = useCall('container.processes', engine, asked);
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
        <Button size="small" icon={RefreshCw} onClick={again}>
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
