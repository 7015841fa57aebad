/** Why a service is as it is: all that shows it, on one page. */
import type { ContainerBrief, ContainerCalls, Why } from '../../dashboard-api/index.ts';
import {
  advice,
  type ContainerInspect,
  describeState,
  exitCodeInWords,
  type Health,
} from '../../engine-api/index.ts';
import type { Finding } from '../../orchestrator/index.ts';
import { messageOf } from '../../shared/index.ts';
import type { DeathSeries } from '../model/deaths.ts';
import { deathInWords } from '../model/describe-container.ts';
import { worst } from '../model/describe-project.ts';
import { milliseconds } from '../model/facts.ts';
import { findingsOf } from '../project/examine-project.ts';
import { loadFiles } from '../project/project-files.ts';
import type { CallHandler, HandlerContext } from '../registry.ts';
import { dependencyChain } from './dependency-chain.ts';
import { inspect } from './inspect.ts';
import { lastChange } from './last-change.ts';

/** Findings that the line, the probes and the last output of the service are about. */
const saidAlready: readonly Finding['code'][] = ['exited-with-error', 'unhealthy'];

/** Lines of the last run's output. */
const shownLines = 30;

export const explainService: CallHandler<ContainerCalls['service.why']>['run'] = async (
  { project, service },
  context,
) => {
  const live = await context.engine();
  const { signal, settings } = context;
  const members = live.model.members(project);
  const loaded = await loadFiles(project, live, settings);
  const replicas = members.filter((member) => member.service === service && !member.oneOff);
  const mood = worst(replicas.map((replica) => replica.mood));
  const culprit = replicas.find((replica) => replica.mood === mood);
  const chain = dependencyChain(service, members, live.model, loaded.project);
  if (culprit === undefined) {
    return { ...nothing, line: 'It has no container.', chain, advice: [create(project, service)] };
  }
  const found = await inspect(culprit.id, live, signal);
  const [findings, lastLines, change] = await Promise.all([
    findingsOf(project, [service], live, settings, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      return messageOf(error);
    }),
    lastLinesOf(project, culprit, context),
    lastChange(project, culprit.since ?? Date.now(), live, signal),
  ]);
  const unexamined = typeof findings === 'string' ? [{ text: `It could not be examined: ${findings}` }] : [];
  return {
    line: lineOf(culprit, found, live.model.deaths.of(culprit.id)),
    chain,
    probes: (found.State.Health?.Log ?? []).map(probeOf),
    lastLines,
    findings: typeof findings === 'string' ? [] : findings.filter(({ code }) => !saidAlready.includes(code)),
    advice: [...adviceOf(project, culprit, found, chain), ...unexamined],
    ...exitOf(found, live.model.deaths.of(culprit.id)),
    ...(change === undefined ? {} : { lastChange: change }),
  };
};

const nothing: Pick<Why, 'probes' | 'lastLines' | 'findings'> = { probes: [], lastLines: [], findings: [] };

/** `exited with code 1, 3 times`. */
function lineOf(brief: ContainerBrief, found: ContainerInspect, deaths: DeathSeries | undefined): string {
  const times = found.RestartCount === 0 ? '' : `; started again ${found.RestartCount} times`;
  const isShaky = brief.mood === 'failing' || brief.mood === 'warning';
  if (brief.status === 'running' && brief.health !== 'unhealthy' && isShaky && deaths !== undefined)
    return `${deathInWords(deaths.last)}${times}`;
  if (brief.mood === 'good' || brief.status === 'created' || brief.status === 'paused') return brief.state;
  if (brief.status === 'running' && brief.health !== 'unhealthy' && brief.health !== 'starting')
    return brief.state;
  const [first = ''] = describeState(found).split('\n');
  return `${first.replace(/ and said:$/, '')}${times}`;
}

function probeOf({ Start, ExitCode, Output }: NonNullable<Health['Log']>[number]): Why['probes'][number] {
  return { at: milliseconds(Start), exitCode: ExitCode, output: Output.trimEnd() };
}

/** Of one that runs again the engine no longer tells how it ended before: its events did. */
function exitOf(
  { State, RestartCount }: ContainerInspect,
  deaths: DeathSeries | undefined,
): Pick<Why, 'exit'> {
  if (State.Running && !State.Restarting) {
    if (RestartCount === 0 || deaths === undefined) return {};
    const { exitCode, ...last } = deaths.last;
    return { exit: { code: exitCode, words: exitCodeInWords(exitCode), ...last } };
  }
  const at = milliseconds(State.FinishedAt);
  if (at === 0) return {};
  const words = State.Error || exitCodeInWords(State.ExitCode);
  return { exit: { code: State.ExitCode, words, outOfMemory: State.OOMKilled, at } };
}

async function lastLinesOf(
  name: string,
  { service, number }: ContainerBrief,
  context: HandlerContext,
): Promise<Why['lastLines']> {
  const { logs } = await import('../../orchestrator/index.ts');
  const { client } = await context.engine();
  const { signal } = context;
  const options = { client, project: { name }, signal, onEvent: () => undefined, services: [service] };
  const found: Why['lastLines'] = [];
  for await (const lines of logs({ ...options, index: number, tail: String(shownLines), lastRun: true }))
    found.push(...lines.map(({ stream, line }) => ({ stream, line: line.slice(0, 4_000) })));
  return found;
}

function adviceOf(
  project: string,
  culprit: ContainerBrief,
  found: ContainerInspect,
  chain: Why['chain'],
): Why['advice'] {
  const { service, status, mood } = culprit;
  const services = [service];
  const below = chain.slice(1).filter((each) => each.mood === 'failing');
  const first = below.map((each): Why['advice'][number] => ({
    text: `${each.service}, which it depends on, is not well: look there first.`,
  }));
  if (mood === 'good') return first;
  if (status === 'paused')
    return [...first, { text: 'Unpause it.', change: { kind: 'unpause', project, services } }];
  const attempt = advice(service, found);
  const again: Why['advice'][number] =
    status === 'exited' || status === 'created' || status === 'dead'
      ? { text: 'Start it again.', change: { kind: 'start', project, services } }
      : { text: 'Restart it.', change: { kind: 'restart', project, services } };
  return [...first, ...(mood === 'stopped' ? [] : [{ text: attempt }]), again];
}

function create(project: string, service: string): Why['advice'][number] {
  return {
    text: 'Create and start it, with what it depends on.',
    change: { kind: 'up', project, services: [service] },
  };
}
