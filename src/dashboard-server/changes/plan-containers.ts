/** Changes of single containers, of any project or of none. */
import type { ContainerStatus } from '../../engine-api/index.ts';
import type { OrchestratorEvent, PlannedStep } from '../../orchestrator/index.ts';
import { messageOf } from '../../shared/index.ts';
import { containerOf } from '../container/container-of.ts';
import type { ContainerFacts } from '../model/facts.ts';
import { label } from '../model/labels.ts';
import { dockerWords } from './command-line.ts';
import type { ChangeOf, PlanContext, Planned } from './planned.ts';

type Verb = ChangeOf<'containers'>['verb'];

/** States in which a verb has something to do. */
const affected: Readonly<Record<Verb, readonly ContainerStatus[] | undefined>> = {
  start: ['created', 'exited', 'dead'],
  stop: ['running', 'restarting', 'paused'],
  restart: undefined,
  kill: ['running', 'restarting', 'paused'],
  pause: ['running'],
  unpause: ['paused'],
  remove: undefined,
};

const doing: Readonly<Record<Verb, readonly [string, string]>> = {
  start: ['Starting', 'Started'],
  stop: ['Stopping', 'Stopped'],
  restart: ['Restarting', 'Started'],
  kill: ['Killing', 'Killed'],
  pause: ['Pausing', 'Paused'],
  unpause: ['Unpausing', 'Unpaused'],
  remove: ['Removing', 'Removed'],
};

export function planContainers(change: ChangeOf<'containers'>, context: PlanContext): Planned {
  const { verb, volumes = false } = change;
  const all = change.containers.map((reference) => containerOf(context.live.model, reference));
  const targets = all.filter(({ status }) => affected[verb]?.includes(status) ?? true);
  const names = targets.map(({ name }) => name);
  const left = all.filter((each) => !targets.includes(each));
  return {
    title: `${verb.charAt(0).toUpperCase()}${verb.slice(1)}: ${all.map(({ name }) => name).join(', ')}`,
    steps: targets.map((facts) => stepOf(verb, facts, volumes)),
    warnings: left.map(({ name, status }) => `${name} is ${status}: nothing to ${verb}.`),
    commands: [
      dockerWords(context, [
        ...(verb === 'remove' ? ['rm', '-f', ...(volumes ? ['-v'] : [])] : [verb]),
        ...names,
      ]),
    ],
    apply: async (onEvent, signal) => {
      const results = await Promise.all(
        targets.map((facts) => act({ verb, volumes, facts, context, onEvent, signal })),
      );
      return results.every(Boolean) ? 0 : 1;
    },
  };
}

function stepOf(verb: Verb, { name, status, labels }: ContainerFacts, volumes: boolean): PlannedStep {
  const service = labels[label.service];
  const note = verb === 'remove' && status === 'running' ? ' (it runs, and is killed)' : '';
  return {
    id: `${verb} container ${name}`,
    action: verb,
    resource: 'container',
    name,
    ...(service === undefined ? {} : { service }),
    cause: { reason: `asked for${volumes ? ', with its anonymous volumes' : ''}${note}`, changes: [] },
    after: [],
  };
}

interface Act {
  verb: Verb;
  volumes: boolean;
  facts: ContainerFacts;
  context: PlanContext;
  onEvent: (event: OrchestratorEvent) => void;
  signal: AbortSignal;
}

/** One that fails does not keep the others from what they do. */
async function act({ verb, volumes, facts, context, onEvent, signal }: Act): Promise<boolean> {
  const [working, done] = doing[verb];
  const tell = (state: 'working' | 'done' | 'error', statusText: string): void =>
    onEvent({
      kind: 'progress',
      resource: 'container',
      id: `Container ${facts.name}`,
      state,
      text: '',
      statusText,
    });
  tell('working', working);
  try {
    const path = `/containers/${facts.id}`;
    const { client } = context.live;
    if (verb === 'remove')
      await client.json({ method: 'DELETE', path, query: { force: true, v: volumes }, signal });
    else await client.json({ method: 'POST', path: `${path}/${verb}`, signal });
    tell('done', done);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    tell('error', messageOf(error));
    return false;
  }
}
