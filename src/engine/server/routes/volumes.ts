import type { Volumes } from '../../volumes/contract.ts';
import { loadSchemas } from '../load-schemas.ts';
import type { Route } from '../router.ts';
import { prunesNamedVolumes } from '../versions.ts';

type Backend = Pick<Volumes, 'list' | 'inspect' | 'create' | 'remove' | 'prune'>;

export function volumeRoutes(volumes: Backend): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/volumes',
      handle: (call) => call.json({ Volumes: volumes.list(call.query.filters()), Warnings: null }),
    },
    {
      method: 'GET',
      pattern: '/volumes/{name}',
      handle: (call) => call.json(volumes.inspect(call.param('name'))),
    },
    {
      method: 'POST',
      pattern: '/volumes/create',
      async handle(call) {
        const { readBody, volumeCreate } = await loadSchemas();
        call.json(await volumes.create(await readBody(call, volumeCreate)), 201);
      },
    },
    {
      method: 'DELETE',
      pattern: '/volumes/{name}',
      async handle(call) {
        await volumes.remove(call.param('name'), { force: call.query.flag('force') });
        call.empty();
      },
    },
    {
      method: 'POST',
      pattern: '/volumes/prune',
      async handle(call) {
        const filters = call.query.filters();
        if (prunesNamedVolumes(call.minor)) filters.all = ['true'];
        call.json(await volumes.prune(filters));
      },
    },
  ];
}
