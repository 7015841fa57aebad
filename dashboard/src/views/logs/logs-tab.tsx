import type { JSX } from 'preact';
import type { LogPick } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { useQuery } from '../../routing/index.ts';
import { LogView } from './log-view.tsx';

/** A project's lines: of all services, or of those that are chosen. */
export function LogsTab({ engine, project }: { engine: string; project: string }): JSX.Element {
  const [chosen, choose] = useQuery('services');
  const names = chosen.split(',').filter(Boolean);
  const picks: LogPick[] =
    names.length === 0 ? [{ project }] : names.map((service): LogPick => ({ project, service }));
  return (
    <div class="logs-tab">
      <ServiceChips
        engine={engine}
        project={project}
        chosen={names}
        onChange={(next) => choose(next.join(','))}
      />
      <LogView engine={engine} picks={picks} label={`Logs of ${project}`} />
    </div>
  );
}

interface ServiceChipsProps {
  engine: string;
  project: string;
  chosen: string[];
  onChange: (names: string[]) => void;
}

function ServiceChips({ engine, project, chosen, onChange }: ServiceChipsProps): JSX.Element | null {
  const services = useTopic('project', engine, { project }).value.data?.services ?? [];
  if (services.length < 2) return null;
  const toggle = (name: string): void =>
    onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return (
    <div class="level-chips" role="group" aria-label="Services">
      {services.map(({ name, color }) => (
        <button
          key={name}
          type="button"
          class={`level-chip service-${color}`}
          aria-pressed={chosen.includes(name)}
          onClick={() => toggle(name)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
