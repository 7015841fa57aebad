import { Ellipsis, Hammer, Layers2, Play, RotateCw, Square, Trash2 } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ProjectState } from '../../../../src/dashboard-api/index.ts';
import { canChange, propose } from '../../changes/index.ts';
import { Button, Menu, Ports, StateText } from '../../parts/index.ts';
import { projectMenu } from './project-menu.tsx';

interface HeaderProps {
  engine: string;
  state: ProjectState;
}

export function ProjectHeader({ engine, state }: HeaderProps): JSX.Element {
  const { name, mood, state: words, since, longer, ports } = state.summary;
  return (
    <header class="page-head">
      <h1>{name}</h1>
      <div class="project-state">
        <StateText mood={mood} state={words} since={since} longer={longer} />
        {ports.length > 0 && <Ports of={ports} most={4} />}
      </div>
      <Acts engine={engine} state={state} />
    </header>
  );
}

/** Nothing can be done with a project that has neither files nor containers. */
function Acts({ engine, state }: HeaderProps): JSX.Element | null {
  const { name: project, running, containers } = state.summary;
  const off = !canChange.value;
  const hasFiles = state.source.problem === undefined;
  if (!hasFiles && containers === 0) return null;
  return (
    <div class="buttons end">
      <Button
        kind={running === 0 ? 'primary' : 'plain'}
        icon={Play}
        disabled={off}
        onClick={() => propose(engine, { kind: 'up', project })}
      >
        Up
      </Button>
      {running > 0 && (
        <>
          <Button
            icon={RotateCw}
            disabled={off}
            onClick={() => propose(engine, { kind: 'restart', project })}
          >
            Restart
          </Button>
          <Button icon={Square} disabled={off} onClick={() => propose(engine, { kind: 'stop', project })}>
            Stop
          </Button>
          <Button
            class="where-room"
            icon={Trash2}
            disabled={off}
            onClick={() => propose(engine, { kind: 'down', project })}
          >
            Down
          </Button>
        </>
      )}
      {state.services.some(({ builds }) => builds) && hasFiles && (
        <Button
          class="where-room"
          icon={Hammer}
          disabled={off}
          onClick={() => propose(engine, { kind: 'up', project, build: true })}
        >
          Rebuild
        </Button>
      )}
      <Profiles engine={engine} state={state} />
      <Menu
        icon={Ellipsis}
        label={`More for ${project}`}
        disabled={off}
        items={projectMenu(engine, project, hasFiles)}
      />
    </div>
  );
}

/** Chooses the profiles, then plans `up` with them. */
function Profiles({ engine, state }: HeaderProps): JSX.Element | null {
  const { profiles, activeProfiles } = state.source;
  const [chosen, setChosen] = useState<string[]>();
  if (profiles.length === 0) return null;
  const active = chosen ?? activeProfiles;
  const flip = (profile: string) =>
    setChosen(active.includes(profile) ? active.filter((name) => name !== profile) : [...active, profile]);
  const up = () => propose(engine, { kind: 'up', project: state.summary.name, profiles: active });
  return (
    <Menu
      icon={Layers2}
      disabled={!canChange.value}
      items={[
        ...profiles.map((profile) => ({
          title: profile,
          checked: active.includes(profile),
          stays: true,
          onChoose: () => flip(profile),
        })),
        { title: 'Up with these profiles', icon: Play, apart: true, onChoose: up },
      ]}
    >
      Profiles
    </Menu>
  );
}
