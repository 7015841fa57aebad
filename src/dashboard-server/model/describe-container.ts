/** How a container is, for people. */
import type { ContainerBrief, Mood, PublishedLink } from '../../dashboard-api/index.ts';
import { describeState, exitCodeInWords } from '../../engine-api/index.ts';
import { type DeathSeries, settling } from './deaths.ts';
import type { ContainerFacts, RunFacts } from './facts.ts';
import { label } from './labels.ts';

/** How programs end that were asked to stop: by `SIGINT`, `SIGKILL` after the time for stopping, `SIGTERM`. */
const stopCodes = new Set([0, 130, 137, 143]);

/** What events told of it, that an engine does not tell of how it is. */
export interface KnownPast {
  deaths?: DeathSeries | undefined;
  /** Unix milliseconds. */
  unhealthySince?: number | undefined;
}

export function briefOf(
  facts: ContainerFacts,
  host: string,
  now: number,
  { deaths, unhealthySince }: KnownPast = {},
): ContainerBrief {
  const { labels, run } = facts;
  const span = spanOf(facts, now, { deaths, unhealthySince });
  const number = Number(labels[label.containerNumber] ?? '');
  return {
    id: facts.id,
    name: facts.name,
    project: labels[label.configHash] === undefined ? '' : (labels[label.project] ?? ''),
    service: labels[label.service] ?? '',
    number: Number.isSafeInteger(number) ? number : 0,
    oneOff: labels[label.oneOff] === 'True',
    image: facts.image,
    imageId: facts.imageId,
    status: facts.status,
    health: facts.health,
    mood: moodOf(facts, now, deaths),
    state: stateInWords(facts, now, deaths),
    created: facts.created,
    ports: linksOf(facts.ports, host),
    networks: [...facts.networks],
    ...span,
    ...(run === undefined ? {} : { restarts: run.restarts }),
  };
}

/** Since when it is as it is. */
function spanOf(
  facts: ContainerFacts,
  now: number,
  { deaths, unhealthySince }: KnownPast,
): Pick<ContainerBrief, 'since' | 'longer'> {
  const { run, status, health } = facts;
  if (run === undefined) return {};
  if (isRestarting(facts, now) && deaths !== undefined)
    return { since: deaths.since, ...(isOlder(deaths, run) ? { longer: true } : {}) };
  if (status !== 'running' || health !== 'unhealthy') return { since: sinceOf(facts, run) };
  return unhealthySince === undefined ? failingSpan(run) : { since: unhealthySince };
}

/** As far back as the checks go that the engine still has. */
function failingSpan({ state, startedAt }: RunFacts): Pick<ContainerBrief, 'since' | 'longer'> {
  const checks = state.Health?.Log ?? [];
  const failed = checks.slice(checks.findLastIndex(({ ExitCode }) => ExitCode === 0) + 1);
  const [first] = failed;
  if (first === undefined) return { since: startedAt };
  const isOlder = (state.Health?.FailingStreak ?? 0) > failed.length;
  return { since: Date.parse(first.Start), ...(isOlder ? { longer: true } : {}) };
}

/** An engine remembers few events, and counts all restarts: more of them than deaths that are known began before. */
function isOlder(series: DeathSeries, run: RunFacts): boolean {
  return series.first && run.restarts > series.count;
}

/** When its mood changes by time alone; undefined when it does not. */
export function moodChangesAt({ status, run }: ContainerFacts, now: number): number | undefined {
  if (status !== 'running' || run === undefined || run.restarts === 0) return undefined;
  const at = run.startedAt + settling;
  return at > now ? at : undefined;
}

/** It ends and is started again: whether it happens to run just now does not matter. */
export function isRestarting({ status, run }: ContainerFacts, now: number): boolean {
  if (status === 'restarting') return true;
  return status === 'running' && run !== undefined && run.restarts > 0 && now - run.startedAt < settling;
}

/** It does so again and again: how it is in between says nothing. */
function isInLoop(
  facts: ContainerFacts,
  now: number,
  deaths: DeathSeries | undefined,
): deaths is DeathSeries {
  return deaths !== undefined && deaths.count > 1 && isRestarting(facts, now);
}

function moodOf(facts: ContainerFacts, now: number, deaths: DeathSeries | undefined): Mood {
  const { status, health, exitCode, run } = facts;
  switch (status) {
    case 'running':
      if (health === 'unhealthy') return 'failing';
      if (isInLoop(facts, now, deaths)) return 'failing';
      if (isRestarting(facts, now)) return 'warning';
      return health === 'starting' ? 'busy' : 'good';
    case 'restarting':
    case 'dead':
      return 'failing';
    case 'removing':
      return 'busy';
    case 'exited':
      return !stopCodes.has(exitCode) || (run !== undefined && hasFailed(run)) ? 'failing' : 'stopped';
    case 'created':
      return run !== undefined && run.state.Error !== '' ? 'failing' : 'stopped';
    default:
      return 'stopped';
  }
}

function hasFailed({ state }: RunFacts): boolean {
  return state.OOMKilled || state.Error !== '';
}

function stateInWords(facts: ContainerFacts, now: number, deaths: DeathSeries | undefined): string {
  const { status, run, exitCode } = facts;
  if (isInLoop(facts, now, deaths) && status === 'running')
    return `Restarting (${deathInWords(deaths.last)}${timesInWords(run?.restarts ?? 0)})`;
  switch (status) {
    case 'running':
      return runningInWords(facts);
    case 'paused':
      return 'Paused';
    case 'restarting':
      return run === undefined ? 'Restarting' : `Restarting (${words(run)}${timesInWords(run.restarts)})`;
    case 'exited':
      return run === undefined ? `Exited with code ${exitCode}` : exitedInWords(run);
    case 'created':
      return run?.state.Error ? `Not started: ${run.state.Error}` : 'Created, not started yet';
    case 'removing':
      return 'Being removed';
    case 'dead':
      return 'Dead: the engine could not remove it';
    default:
      // Podman has a few of its own: "initialized", "stopping".
      return capitalized(status);
  }
}

function runningInWords({ health, run }: ContainerFacts): string {
  const restarts = run?.restarts ?? 0;
  const times = restarts === 1 ? 'once' : `${restarts} times`;
  const again = restarts === 0 ? '' : `, restarted ${times}`;
  if (health === 'healthy') return `Up, healthy${again}`;
  if (health === 'starting') return `Up, not healthy yet${again}`;
  if (health === 'none') return `Up${again}`;
  // How many checks failed is not said: engines tell of the one that changed the state, not of those that follow.
  return `Unhealthy${again}`;
}

function timesInWords(restarts: number): string {
  return restarts > 1 ? `, ${restarts} times` : '';
}

/** `exited with code 139: SIGSEGV …`. */
export function deathInWords({ exitCode, outOfMemory }: DeathSeries['last']): string {
  const words = outOfMemory ? 'out of memory' : exitCodeInWords(exitCode);
  return `exited with code ${exitCode}${words === '' ? '' : `: ${words}`}`;
}

function exitedInWords(run: RunFacts): string {
  if (run.state.ExitCode === 0 && run.state.Error === '') return 'Exited, done (code 0)';
  return capitalized(words(run));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function words({ state, memoryLimit }: RunFacts): string {
  // What it says of a check is of a container that runs.
  const { Health: _health, ...ended } = state;
  return describeState({ State: ended, HostConfig: { Memory: memoryLimit } });
}

function sinceOf({ status, created }: ContainerFacts, run: RunFacts): number {
  const at = status === 'running' || status === 'paused' ? run.startedAt : run.finishedAt;
  return at === 0 ? created * 1000 : at;
}

const everywhere = new Set(['', '0.0.0.0', '::', '127.0.0.1', '::1']);

/** One link a published port, however many addresses it is published on. */
export function linksOf(ports: ContainerFacts['ports'], host: string): PublishedLink[] {
  const links = new Map<string, PublishedLink & { port: number }>();
  for (const [inside, bindings] of Object.entries(ports)) {
    const [, protocol = 'tcp'] = inside.split('/');
    for (const { HostIp = '', HostPort = '' } of bindings) {
      if (HostPort === '') continue;
      const name = everywhere.has(HostIp) ? host : HostIp.includes(':') ? `[${HostIp}]` : HostIp;
      const text = `${name === host ? '' : `${HostIp}:`}${HostPort}→${inside}`;
      const url = protocol === 'tcp' ? { url: `http://${name}:${HostPort}` } : {};
      links.set(text, { ...url, text, port: Number(HostPort) });
    }
  }
  return [...links.values()].sort((a, b) => a.port - b.port).map(({ port: _port, ...link }) => link);
}
