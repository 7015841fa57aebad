import type { Containers } from '../../containers/contract.ts';
import { serveStream } from '../hijack.ts';
import { loadSchemas } from '../load-schemas.ts';
import type { Route } from '../router.ts';

type Backend = Pick<Containers, 'execCreate' | 'execStart' | 'execInspect' | 'execResize'>;

export function execRoutes(containers: Backend): Route[] {
  return [
    {
      method: 'POST',
      pattern: '/containers/{id}/exec',
      async handle(call) {
        const { execCreate, readBody } = await loadSchemas();
        const request = await readBody(call, execCreate);
        call.json({ Id: await containers.execCreate(call.param('id'), request) }, 201);
      },
    },
    {
      method: 'POST',
      pattern: '/exec/{id}/start',
      async handle(call) {
        const { execStart, readBody } = await loadSchemas();
        const { Detach = false, Tty = false, ConsoleSize } = await readBody(call, execStart, {});
        const stream = await containers.execStart(call.param('id'), {
          detach: Detach,
          tty: Tty,
          ...(ConsoleSize ? { consoleSize: ConsoleSize } : {}),
        });
        if (stream) await serveStream(call, stream, !Tty);
        else call.empty(200);
      },
    },
    {
      method: 'GET',
      pattern: '/exec/{id}/json',
      async handle(call) {
        call.json(await containers.execInspect(call.param('id')));
      },
    },
    {
      method: 'POST',
      pattern: '/exec/{id}/resize',
      async handle(call) {
        const rows = call.query.integer('h') ?? 0;
        await containers.execResize(call.param('id'), rows, call.query.integer('w') ?? 0);
        call.empty(200);
      },
    },
  ];
}
