import { EngineError } from '../../../shared/index.ts';
import type { Containers, WaitCondition } from '../../containers/contract.ts';
import type { Call } from '../call.ts';
import type { Query } from '../query.ts';
import type { Route } from '../router.ts';
import { waitAnswersEarly } from '../versions.ts';

type Backend = Pick<
  Containers,
  'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'unpause' | 'resize' | 'wait' | 'inspect'
>;

/** Starting, stopping and waiting. */
export function containerLifeRoutes(containers: Backend): Route[] {
  const acts: Record<string, (id: string, query: Query) => Promise<void>> = {
    start: (id) => containers.start(id),
    stop: (id, query) => containers.stop(id, stopOptions(query)),
    restart: (id, query) => containers.restart(id, stopOptions(query)),
    kill: (id, query) => containers.kill(id, query.text('signal') ?? 'SIGKILL'),
    pause: (id) => containers.pause(id),
    unpause: (id) => containers.unpause(id),
  };
  const actRoutes = Object.entries(acts).map(
    ([name, act]): Route => ({
      method: 'POST',
      pattern: `/containers/{id}/${name}`,
      async handle(call) {
        await act(call.param('id'), call.query);
        call.empty();
      },
    }),
  );
  return [
    ...actRoutes,
    {
      method: 'POST',
      pattern: '/containers/{id}/resize',
      async handle(call) {
        await containers.resize(call.param('id'), call.query.integer('h') ?? 0, call.query.integer('w') ?? 0);
        call.empty(200);
      },
    },
    {
      method: 'POST',
      pattern: '/containers/{id}/wait',
      handle: (call) => wait(containers, call),
    },
  ];
}

function stopOptions(query: Query): { signal?: string; timeout?: number } {
  const signal = query.text('signal');
  const timeout = query.integer('t');
  return { ...(signal === undefined ? {} : { signal }), ...(timeout === undefined ? {} : { timeout }) };
}

async function wait(containers: Backend, call: Call): Promise<void> {
  const condition = call.query.text('condition') ?? 'not-running';
  if (!isWaitCondition(condition)) {
    throw new EngineError('invalid', `invalid condition: ${JSON.stringify(condition)}`);
  }
  // Refuses an unknown container while there is still a status to send.
  await containers.inspect(call.param('id'));
  const ended = containers.wait(call.param('id'), condition, call.signal);
  // The head says that the wait has begun: clients start the container when they have it.
  if (waitAnswersEarly(call.minor)) {
    call.response.writeHead(200, { 'Content-Type': 'application/json' });
    call.response.flushHeaders();
  }
  call.response.end(`${JSON.stringify(await ended)}\n`);
}

function isWaitCondition(text: string): text is WaitCondition {
  return text === 'not-running' || text === 'next-exit' || text === 'removed';
}
