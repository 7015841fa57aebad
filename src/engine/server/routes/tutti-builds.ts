import type { Builder } from '../../builder/contract.ts';
import type { Call } from '../call.ts';
import { JsonLines } from '../json-lines.ts';
import type { Route } from '../router.ts';

type Backend = Pick<Builder, 'history' | 'followBuild'>;

/** Builds that the engine remembers, whoever asked for them. */
export function tuttiBuildsRoutes(builder: Backend): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/tutti/builds',
      async handle(call) {
        call.json(await builder.history());
      },
    },
    { method: 'GET', pattern: '/tutti/builds/{id}/events', handle: (call) => follow(builder, call) },
  ];
}

async function follow(builder: Backend, call: Call): Promise<void> {
  const lines = new JsonLines(call);
  const signal = call.query.flag('follow') ? call.signal : undefined;
  await builder.followBuild(call.param('id'), (event) => lines.write(event), signal);
  lines.end();
}
