import { Play, RotateCw, Square, Trash2, X } from 'lucide';
import type { JSX } from 'preact';
import type { Change } from '../../../../src/dashboard-api/index.ts';
import { canChange, propose } from '../../changes/index.ts';
import { Button } from '../../parts/index.ts';

interface SelectionBarProps {
  engine: string;
  projects: string[];
  containers: string[];
  clear: () => void;
}

type Verb = 'start' | 'restart' | 'stop' | 'remove';

function changesOf(verb: Verb, projects: string[], containers: string[]): Change[] {
  const ofProjects = projects.map((project): Change => {
    if (verb === 'start') return { kind: 'up', project };
    return verb === 'remove' ? { kind: 'down', project } : { kind: verb, project };
  });
  return containers.length === 0 ? ofProjects : [...ofProjects, { kind: 'containers', verb, containers }];
}

/** What can be done with all that is picked. */
export function SelectionBar({ engine, projects, containers, clear }: SelectionBarProps): JSX.Element | null {
  const count = projects.length + containers.length;
  if (count === 0) return null;
  const off = !canChange.value;
  const act = (verb: Verb) => () => propose(engine, ...changesOf(verb, projects, containers));
  return (
    <div class="selection-bar" role="toolbar" aria-label="With what is selected">
      <strong>{count} selected</strong>
      <Button icon={Play} disabled={off} onClick={act('start')}>
        Start
      </Button>
      <Button icon={RotateCw} disabled={off} onClick={act('restart')}>
        Restart
      </Button>
      <Button icon={Square} disabled={off} onClick={act('stop')}>
        Stop
      </Button>
      <Button icon={Trash2} disabled={off} onClick={act('remove')}>
        {containers.length === 0 ? 'Down' : 'Remove'}
      </Button>
      <Button kind="quiet" icon={X} label="Select none" onClick={clear} />
    </div>
  );
}
