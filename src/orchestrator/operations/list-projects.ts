import type { ContainerSummary } from '../../engine-api/index.ts';
import type { ListProjectsOptions } from '../contract.ts';
import type { ProjectRow } from '../contract-results.ts';
import { label } from '../labels.ts';

/** `ls`: projects that have containers, sorted by name. */
export async function listProjects(options: ListProjectsOptions): Promise<ProjectRow[]> {
  const containers = await options.client.json<ContainerSummary[]>({
    method: 'GET',
    path: '/containers/json',
    query: { all: options.all ?? false, filters: { label: [label.project, label.configHash] } },
    signal: options.signal,
  });
  const byProject = Map.groupBy(containers, (container) => container.Labels[label.project] ?? '');
  return [...byProject]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => ({ name, status: statusOf(members), configFiles: configFilesOf(members) }))
    .filter(({ name }) => matches(name, options.filter?.name));
}

/** As the docker CLI filters names: a regular expression, or the same text. */
function matches(name: string, patterns: string[] | undefined): boolean {
  if (patterns === undefined || patterns.length === 0) return true;
  return patterns.some((pattern) => {
    try {
      return new RegExp(pattern).test(name);
    } catch {
      return name === pattern;
    }
  });
}

/** `exited(1), running(2)`. */
function statusOf(containers: ContainerSummary[]): string {
  return [...Map.groupBy(containers, ({ State }) => State)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([state, members]) => `${state}(${members.length})`)
    .join(', ');
}

function configFilesOf(containers: ContainerSummary[]): string {
  const files = containers.map((container) => container.Labels[label.configFiles]);
  if (files.some((file) => file === undefined)) return 'N/A';
  return [...new Set(files.flatMap((file) => file?.split(',') ?? []))].join(',');
}
