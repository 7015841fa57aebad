import type { Containers } from '../../containers/contract.ts';
import { loadSchemas } from '../load-schemas.ts';
import type { Query } from '../query.ts';
import type { Route } from '../router.ts';

type Reading = Pick<Containers, 'list' | 'inspect' | 'top' | 'changes'>;
type Changing = Pick<Containers, 'create' | 'update' | 'rename' | 'remove' | 'prune' | 'commit'>;

/** Making, reading, changing and removing containers. */
export function containerRecordRoutes(containers: Reading & Changing): Route[] {
  return [...readingRoutes(containers), ...changingRoutes(containers)];
}

function readingRoutes(containers: Reading): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/containers/json',
      async handle(call) {
        const limit = call.query.integer('limit') ?? 0;
        const options = {
          all: call.query.flag('all'),
          size: call.query.flag('size'),
          filters: call.query.filters(),
          ...(limit > 0 ? { limit } : {}),
        };
        call.json(await containers.list(options));
      },
    },
    {
      method: 'GET',
      pattern: '/containers/{id}/json',
      async handle(call) {
        call.json(await containers.inspect(call.param('id'), { size: call.query.flag('size') }));
      },
    },
    {
      method: 'GET',
      pattern: '/containers/{id}/top',
      async handle(call) {
        call.json(await containers.top(call.param('id'), call.query.text('ps_args') ?? '-ef'));
      },
    },
    {
      method: 'GET',
      pattern: '/containers/{id}/changes',
      async handle(call) {
        call.json(await containers.changes(call.param('id')));
      },
    },
  ];
}

function changingRoutes(containers: Changing): Route[] {
  return [
    {
      method: 'POST',
      pattern: '/containers/create',
      async handle(call) {
        const { containerCreate, readBody } = await loadSchemas();
        const body = await readBody(call, containerCreate);
        call.json(await containers.create(call.query.text('name'), body), 201);
      },
    },
    {
      method: 'POST',
      pattern: '/containers/{id}/update',
      async handle(call) {
        const { containerUpdate, readBody } = await loadSchemas();
        call.json(await containers.update(call.param('id'), await readBody(call, containerUpdate)));
      },
    },
    {
      method: 'POST',
      pattern: '/containers/{id}/rename',
      async handle(call) {
        await containers.rename(call.param('id'), call.query.text('name') ?? '');
        call.empty();
      },
    },
    {
      method: 'DELETE',
      pattern: '/containers/{id}',
      async handle(call) {
        const options = { force: call.query.flag('force'), volumes: call.query.flag('v') };
        await containers.remove(call.param('id'), options);
        call.empty();
      },
    },
    {
      method: 'POST',
      pattern: '/containers/prune',
      async handle(call) {
        call.json(await containers.prune(call.query.filters()));
      },
    },
    {
      method: 'POST',
      pattern: '/commit',
      async handle(call) {
        call.json({ Id: await commit(containers, call.query) }, 201);
      },
    },
  ];
}

function commit(containers: Changing, query: Query): Promise<string> {
  const repo = query.text('repo');
  const tag = query.text('tag');
  const comment = query.text('comment');
  const author = query.text('author');
  return containers.commit(query.required('container'), {
    ...(repo === undefined ? {} : { repo }),
    ...(tag === undefined ? {} : { tag }),
    ...(comment === undefined ? {} : { comment }),
    ...(author === undefined ? {} : { author }),
    pause: query.flag('pause', true),
    changes: query.lines('changes'),
  });
}
