import type { Containers } from '../../containers/contract.ts';
import type { Networks } from '../../networks/contract.ts';
import { loadSchemas } from '../load-schemas.ts';
import type { Route } from '../router.ts';

type Records = Pick<Networks, 'list' | 'inspect' | 'create' | 'remove' | 'prune'>;
type Connections = Pick<Containers, 'connectNetwork' | 'disconnectNetwork'>;
type Starts = Pick<Containers, 'expectStart'>;

export function networkRoutes(networks: Records, containers: Connections & Starts): Route[] {
  return [...recordRoutes(networks, containers), ...connectionRoutes(containers)];
}

function recordRoutes(networks: Records, containers: Starts): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/networks',
      handle: (call) => call.json(networks.list(call.query.filters())),
    },
    {
      method: 'GET',
      pattern: '/networks/{id}',
      handle: (call) => call.json(networks.inspect(call.param('id'))),
    },
    {
      method: 'POST',
      pattern: '/networks/create',
      async handle(call) {
        const { networkCreate, readBody } = await loadSchemas();
        // A project's network is the first that its first `up` makes.
        containers.expectStart();
        call.json(await networks.create(await readBody(call, networkCreate)), 201);
      },
    },
    {
      method: 'DELETE',
      pattern: '/networks/{id}',
      async handle(call) {
        await networks.remove(call.param('id'));
        call.empty();
      },
    },
    {
      method: 'POST',
      pattern: '/networks/prune',
      async handle(call) {
        call.json(await networks.prune(call.query.filters()));
      },
    },
  ];
}

function connectionRoutes(containers: Connections): Route[] {
  return [
    {
      method: 'POST',
      pattern: '/networks/{id}/connect',
      async handle(call) {
        const { networkConnect, readBody } = await loadSchemas();
        const { Container, EndpointConfig = {} } = await readBody(call, networkConnect);
        await containers.connectNetwork(call.param('id'), Container, EndpointConfig);
        call.empty(200);
      },
    },
    {
      method: 'POST',
      pattern: '/networks/{id}/disconnect',
      async handle(call) {
        const { networkDisconnect, readBody } = await loadSchemas();
        const { Container, Force = false } = await readBody(call, networkDisconnect);
        await containers.disconnectNetwork(call.param('id'), Container, Force);
        call.empty(200);
      },
    },
  ];
}
