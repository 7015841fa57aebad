import { Play } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Calls } from '../../../../src/dashboard-api/index.ts';
import { canChange, propose } from '../../changes/index.ts';
import { call, connected } from '../../connection/index.ts';
import { Button, Panel } from '../../parts/index.ts';
import { projectAddress } from '../../routing/index.ts';

type Known = Calls['project.known']['result'];

/** Asked again whenever the connection comes back. */
function useKnown(engine: string): Known {
  const [known, setKnown] = useState<Known>([]);
  const up = connected.value;
  useEffect(() => {
    if (!up) return undefined;
    const stop = new AbortController();
    call('project.known', engine, {}, { signal: stop.signal }).then(setKnown, () => undefined);
    return () => stop.abort(new Error('not looked at any more'));
  }, [engine, up]);
  return known;
}

/** Folders with Compose files of which nothing runs. */
export function KnownProjects({ engine, except }: { engine: string; except: string[] }): JSX.Element | null {
  const rows = useKnown(engine).filter(({ name }) => !except.includes(name));
  if (rows.length === 0) return null;
  return (
    <Panel title="Not started" bare>
      <ul class="known">
        {rows.map(({ name, folder }) => (
          <li key={name}>
            <a class="row-link" href={projectAddress(engine, name)}>
              {name}
            </a>
            <span class="muted ellipsis" title={folder}>
              {folder}
            </span>
            <span class="end">
              <Button
                size="small"
                icon={Play}
                disabled={!canChange.value}
                onClick={() => propose(engine, { kind: 'up', project: name })}
              >
                Up
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
