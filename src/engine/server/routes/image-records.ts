import { EngineError } from '../../../shared/index.ts';
import type { Images } from '../../images/contract.ts';
import type { Route } from '../router.ts';

type Backend = Pick<Images, 'list' | 'inspect' | 'history' | 'tag' | 'remove' | 'prune'>;

/** Images that are here: reading, naming and removing them. */
export function imageRecordRoutes(images: Backend): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/images/json',
      handle: (call) => call.json(images.list(call.query.filters(), { all: call.query.flag('all') })),
    },
    {
      method: 'GET',
      pattern: '/images/search',
      handle() {
        throw new EngineError(
          'not-implemented',
          "searching a registry is not implemented: use the registry's own web page, for Docker Hub https://hub.docker.com/search",
        );
      },
    },
    {
      method: 'GET',
      pattern: '/images/{name+}/json',
      handle: (call) => call.json(images.inspect(call.param('name'))),
    },
    {
      method: 'GET',
      pattern: '/images/{name+}/history',
      handle: (call) => call.json(images.history(call.param('name'))),
    },
    {
      method: 'POST',
      pattern: '/images/{name+}/tag',
      async handle(call) {
        const tag = call.query.text('tag') ?? 'latest';
        await images.tag(call.param('name'), call.query.required('repo'), tag);
        call.empty(201);
      },
    },
    {
      method: 'DELETE',
      pattern: '/images/{name+}',
      async handle(call) {
        const options = { force: call.query.flag('force'), noPrune: call.query.flag('noprune') };
        call.json(await images.remove(call.param('name'), options));
      },
    },
    {
      method: 'POST',
      pattern: '/images/prune',
      async handle(call) {
        call.json(await images.prune(call.query.filters()));
      },
    },
  ];
}
