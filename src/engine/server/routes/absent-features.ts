import { EngineError } from '../../../shared/index.ts';
import type { Method, Route } from '../router.ts';

const resources = ['swarm', 'nodes', 'services', 'tasks', 'secrets', 'configs'];
const methods: Method[] = ['GET', 'POST', 'PUT', 'DELETE'];

/** What this engine does not have: a swarm answers as a Docker Engine does that is in none, the rest says what to do instead. */
export function absentFeatureRoutes(): Route[] {
  const refusals = resources.flatMap((resource) =>
    methods.flatMap((method): Route[] => [
      { method, pattern: `/${resource}`, handle: refuseOutsideSwarm },
      { method, pattern: `/${resource}/{rest+}`, handle: refuseOutsideSwarm },
    ]),
  );
  return [
    { method: 'POST', pattern: '/swarm/init', handle: refuseSwarm },
    { method: 'POST', pattern: '/swarm/join', handle: refuseSwarm },
    ...refusals,
    { method: 'GET', pattern: '/plugins', handle: (call) => call.json([]) },
    {
      method: 'GET',
      pattern: '/plugins/{name+}',
      handle: (call) => {
        const name = call.param('name').replace(/\/json$/, '');
        throw new EngineError('not-found', `plugin "${name}" not found`);
      },
    },
    {
      method: 'POST',
      pattern: '/plugins/{rest+}',
      handle: () => {
        throw new EngineError('not-implemented', 'plugins are not implemented');
      },
    },
    { method: 'POST', pattern: '/session', handle: refuseBuildKit },
    { method: 'POST', pattern: '/grpc', handle: refuseBuildKit },
  ];
}

function refuseOutsideSwarm(): never {
  throw new EngineError(
    'unavailable',
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  );
}

function refuseSwarm(): never {
  throw new EngineError('not-implemented', 'swarm mode is not implemented: this engine serves one host');
}

function refuseBuildKit(): never {
  throw new EngineError(
    'not-implemented',
    "this engine does not speak BuildKit's protocol: build with DOCKER_BUILDKIT=0, or with `tutti build`",
  );
}
