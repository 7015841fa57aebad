import type { ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerBrief, ServiceRow } from '../../dashboard-api/index.ts';
import { worst } from '../model/describe-project.ts';
import type { ContainerFacts } from '../model/facts.ts';
import { dependenciesIn } from '../model/labels.ts';
import type { LoadedProject } from './project-files.ts';

/** Colours of log lines, as in `up`. */
const colors = 10;

/**
 * Services of the files, active or not, and those that run without being in them; sorted by name. What the files do not tell, or
 * cannot, is told by the containers.
 */
export function serviceRows(
  { project }: Pick<LoadedProject, 'project'>,
  members: readonly ContainerBrief[],
  factsOf: (id: string) => ContainerFacts | undefined,
): ServiceRow[] {
  const byService = Map.groupBy(
    members.filter(({ oneOff }) => !oneOff),
    ({ service }) => service,
  );
  const enabled = project?.services ?? {};
  const disabled = project?.disabledServices ?? {};
  const names = [...new Set([...Object.keys(enabled), ...Object.keys(disabled), ...byService.keys()])].sort();
  return names.map((name, index) => {
    const config = enabled[name] ?? disabled[name];
    const replicas = byService.get(name) ?? [];
    const wanted = config === undefined ? replicas.length : scaleOf(config);
    const inFiles = project === undefined || config !== undefined;
    const [first] = replicas;
    return {
      name,
      inFiles,
      enabled: project === undefined || enabled[name] !== undefined,
      profiles: config?.profiles ?? [],
      image: config?.image ?? first?.image ?? '',
      builds: config?.build !== undefined,
      ...(config === undefined ? connected(first && factsOf(first.id)) : configured(config)),
      ...stateOf(replicas, wanted, inFiles),
      replicas: { wanted, running: replicas.filter(({ status }) => status === 'running').length },
      ports: replicas.flatMap(({ ports }) => ports),
      color: index % colors,
    };
  });
}

type Connected = Pick<ServiceRow, 'dependsOn' | 'networks' | 'volumes'>;

function configured(config: ServiceConfig): Connected {
  const dependencies = Object.entries(config.depends_on ?? {});
  return {
    dependsOn: Object.fromEntries(
      dependencies.map(([name, { condition }]) => [name, condition ?? 'service_started']),
    ),
    networks: Object.keys(config.networks ?? {}),
    volumes: (config.volumes ?? []).map(({ source, target }) =>
      source ? `${source}:${target ?? ''}` : (target ?? ''),
    ),
  };
}

function connected(facts: ContainerFacts | undefined): Connected {
  return {
    dependsOn: dependenciesIn(facts?.labels),
    networks: [...(facts?.networks ?? [])],
    volumes: (facts?.volumes ?? []).map((name, index) => `${name}:${facts?.mounts[index]?.path ?? ''}`),
  };
}

function stateOf(
  replicas: readonly ContainerBrief[],
  wanted: number,
  inFiles: boolean,
): Pick<ServiceRow, 'mood' | 'state' | 'since'> {
  if (replicas.length === 0)
    return { mood: 'stopped', state: wanted === 0 ? 'Scaled to none' : 'Not created' };
  const mood = worst(replicas.map((replica) => replica.mood));
  const shown = replicas.find((replica) => replica.mood === mood) ?? replicas[0];
  const running = replicas.filter(({ status }) => status === 'running').length;
  const all = Math.max(wanted, replicas.length);
  const many = all === 1 ? '' : `${running} of ${all} running: `;
  const orphan = inFiles ? '' : ' (not in the files)';
  return {
    mood,
    state: `${many}${shown?.state ?? ''}${orphan}`,
    ...(shown?.since === undefined ? {} : { since: shown.since }),
    ...(shown?.longer === true ? { longer: true } : {}),
  };
}

function scaleOf({ scale, deploy }: ServiceConfig): number {
  return scale ?? deploy?.replicas ?? 1;
}
