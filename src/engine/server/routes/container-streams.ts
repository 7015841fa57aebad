import { EngineError } from '../../../shared/index.ts';
import type { Containers, LogOptions } from '../../containers/contract.ts';
import type { Call } from '../call.ts';
import { serveStream } from '../hijack.ts';
import { JsonLines } from '../json-lines.ts';
import type { Route } from '../router.ts';
import { streamContentType } from '../versions.ts';

type Backend = Pick<Containers, 'logs' | 'attach' | 'stats' | 'inspect'>;

/** What a container says and hears: logs, attach, statistics. */
export function containerStreamRoutes(containers: Backend): Route[] {
  return [
    { method: 'GET', pattern: '/containers/{id}/logs', handle: (call) => logs(containers, call) },
    { method: 'GET', pattern: '/containers/{id}/stats', handle: (call) => stats(containers, call) },
    {
      method: 'POST',
      pattern: '/containers/{id}/attach',
      async handle(call) {
        const { Config } = await containers.inspect(call.param('id'));
        const stream = await containers.attach(call.param('id'), attachOptions(call));
        await serveStream(call, stream, !Config.Tty);
      },
    },
    {
      method: 'GET',
      pattern: '/containers/{id}/attach/ws',
      async handle(call) {
        const { Config } = await containers.inspect(call.param('id'));
        const stream = await containers.attach(call.param('id'), attachOptions(call));
        const { serveWebSocket } = await import('../websocket.ts');
        await serveWebSocket(call, stream, !Config.Tty);
      },
    },
  ];
}

function attachOptions({ query }: Call): Parameters<Containers['attach']>[1] {
  const detachKeys = query.text('detachKeys');
  return {
    stdin: query.flag('stdin'),
    stdout: query.flag('stdout'),
    stderr: query.flag('stderr'),
    logs: query.flag('logs'),
    stream: query.flag('stream'),
    ...(detachKeys === undefined ? {} : { detachKeys }),
  };
}

async function logs(containers: Backend, call: Call): Promise<void> {
  const options = logOptions(call);
  if (!options.stdout && !options.stderr) {
    throw new EngineError('invalid', 'Bad parameters: you must choose at least one stream');
  }
  const { Config } = await containers.inspect(call.param('id'));
  const stream = await containers.logs(call.param('id'), options);
  await call.stream(stream, streamContentType(call.minor, !Config.Tty));
}

function logOptions({ query, signal }: Call): LogOptions {
  const tail = query.text('tail') ?? 'all';
  const lines = /^\d+$/.test(tail) ? Number(tail) : -1;
  return {
    stdout: query.flag('stdout'),
    stderr: query.flag('stderr'),
    follow: query.flag('follow'),
    timestamps: query.flag('timestamps'),
    since: Number(query.moment('since') ?? 0n) / 1e9,
    until: Number(query.moment('until') ?? 0n) / 1e9,
    tail: lines,
    signal,
  };
}

async function stats(containers: Backend, call: Call): Promise<void> {
  // Refuses an unknown container while there is still a status to send.
  await containers.inspect(call.param('id'));
  const stream = call.query.flag('stream', true);
  const lines = new JsonLines(call);
  if (stream) lines.open();
  const options = { stream, oneShot: call.query.flag('one-shot'), signal: call.signal };
  for await (const sample of containers.stats(call.param('id'), options)) lines.write(sample);
  lines.end();
}
