/** How a project is, for people. */
import { existsSync } from 'node:fs';
import type { ContainerBrief, Mood, ProjectSummary } from '../../dashboard-api/index.ts';
import type { ContainerFacts } from './facts.ts';
import { label } from './labels.ts';

/** Worst first. */
export const moods: readonly Mood[] = ['failing', 'warning', 'busy', 'good', 'stopped'];

/** Services with a problem that are named; the others are counted. */
const named = 2;

export function worst(found: Iterable<Mood>): Mood {
  const all = new Set(found);
  return moods.find((mood) => all.has(mood)) ?? 'stopped';
}

type StateWords = Pick<ProjectSummary, 'mood' | 'state' | 'since' | 'longer'>;

/**
 * `3 of 4 healthy, worker restarting`. Services that ended well count as done; one-off containers do not count.
 */
export function projectInWords(containers: readonly ContainerBrief[]): StateWords {
  const standing = containers.filter(({ oneOff }) => !oneOff);
  const members = standing.length === 0 ? containers : standing;
  const services = new Map<string, ContainerBrief[]>();
  for (const member of members)
    services.set(member.service, [...(services.get(member.service) ?? []), member]);
  const up = members.filter(({ status }) => status === 'running');
  const mood = worst(members.map((member) => member.mood));
  const problems = [...services].flatMap(([service, replicas]) => {
    const worstOf = worst(replicas.map((each) => each.mood));
    const culprit = replicas.find((each) => each.mood === worstOf);
    return culprit !== undefined && moods.indexOf(worstOf) < moods.indexOf('good')
      ? [{ service, culprit }]
      : [];
  });
  problems.sort((a, b) => moods.indexOf(a.culprit.mood) - moods.indexOf(b.culprit.mood));
  const since = problems[0]?.culprit.since ?? latest(members);
  return {
    mood,
    state: [counted(members, up), ...problemWords(problems)].join(', '),
    ...(since === undefined ? {} : { since }),
    ...(problems[0]?.culprit.longer === true ? { longer: true } : {}),
  };
}

function counted(members: readonly ContainerBrief[], up: readonly ContainerBrief[]): string {
  if (members.length === 0) return 'no containers';
  const done = members.filter(({ mood, status }) => status === 'exited' && mood === 'stopped').length;
  if (up.length === 0) return members.every(({ mood }) => mood === 'stopped') ? 'stopped' : 'none running';
  const wanted = members.length - done;
  const checked = up.some(({ health }) => health !== 'none');
  const good = up.filter((each) => each.mood === 'good').length;
  const word = checked ? 'healthy' : 'running';
  const rest = done === 0 ? '' : `, ${done} stopped`;
  return good === wanted ? `${good} ${word}${rest}` : `${good} of ${wanted} ${word}${rest}`;
}

function problemWords(problems: readonly { service: string; culprit: ContainerBrief }[]): string[] {
  const told = problems.slice(0, named).map(({ service, culprit }) => `${service} ${inBrief(culprit)}`);
  const more = problems.length - told.length;
  return more === 0 ? told : [...told, `${more} more`];
}

function inBrief({ status, health, state, mood }: ContainerBrief): string {
  if (status === 'restarting') return 'restarting';
  if (status === 'running') {
    if (health === 'unhealthy') return 'unhealthy';
    return mood === 'busy' ? 'starting' : 'restarting';
  }
  if (status === 'exited') return state.charAt(0).toLowerCase() + state.slice(1);
  if (status === 'created') return 'did not start';
  return status;
}

function latest(members: readonly ContainerBrief[]): number | undefined {
  const times = members.flatMap(({ since }) => (since === undefined ? [] : [since]));
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Bytes that a project takes, and those of them that nothing uses. */
export type DiskShare = NonNullable<ProjectSummary['disk']>;

/** What is read of the model beside the project's own containers. */
interface ModelFacts {
  facts: (id: string) => ContainerFacts | undefined;
  diskOf: (project: string) => DiskShare | undefined;
}

export function summaryOf(
  name: string,
  members: readonly ContainerBrief[],
  model: ModelFacts,
): ProjectSummary {
  const all = members.flatMap(({ id }) => model.facts(id) ?? []);
  const files = filesOf(all.map(({ labels }) => labels[label.configFiles]));
  const disk = model.diskOf(name);
  return {
    name,
    ...projectInWords(members),
    services: new Set(members.map(({ service }) => service)).size,
    containers: members.length,
    running: members.filter(({ status }) => status === 'running').length,
    ports: members.flatMap(({ ports }) => ports),
    files,
    filesFound: files.length > 0 && files.every((file) => existsSync(file)),
    ...(disk === undefined ? {} : { disk }),
  };
}

/** All files that the containers name; those of an older `up` may differ. */
export function filesOf(labels: readonly (string | undefined)[]): string[] {
  return [...new Set(labels.flatMap((files) => files?.split(',') ?? []))].filter((file) => file !== '');
}
