import type { RegistryAuth } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';
import type { Builder, BuildRequest } from '../../builder/contract.ts';
import type { Call } from '../call.ts';
import { ClassicBuildOutput } from '../classic-build-output.ts';
import { serveProgress } from '../json-lines.ts';
import type { Query } from '../query.ts';
import { registryConfigOf } from '../registry-headers.ts';
import type { Route } from '../router.ts';

type Backend = Pick<Builder, 'build' | 'pruneCache'>;

/** Builds as the API has them: the context comes as a tar archive, text goes back. */
export function buildRoutes(builder: Backend): Route[] {
  return [
    { method: 'POST', pattern: '/build', handle: (call) => build(builder, call) },
    {
      method: 'POST',
      pattern: '/build/prune',
      async handle(call) {
        const keepStorage = call.query.integer('keep-storage') ?? call.query.integer('reserved-space');
        call.json(
          await builder.pruneCache({
            all: call.query.flag('all'),
            filters: call.query.filters(),
            ...(keepStorage === undefined ? {} : { keepStorage }),
          }),
        );
      },
    },
  ];
}

async function build(builder: Backend, call: Call): Promise<void> {
  refuseUnservable(call.query);
  const request = buildRequest(call, await registryConfigOf(call));
  await serveProgress(call, async (write) => {
    const output = new ClassicBuildOutput(write, call.query.flag('q'));
    const id = await builder.build(request, (event) => output.show(event));
    output.finish(id, request.tags);
  });
}

function refuseUnservable(query: Query): void {
  if (query.text('version') === '2') {
    throw new EngineError(
      'not-implemented',
      "this engine does not speak BuildKit's protocol: build with DOCKER_BUILDKIT=0, or with `tutti build`",
    );
  }
}

function buildRequest(call: Call, auth: Record<string, RegistryAuth>): BuildRequest {
  const { query } = call;
  const remote = query.text('remote');
  const dockerfile = query.text('dockerfile');
  const target = query.text('target');
  const platform = query.text('platform');
  const networkMode = query.text('networkmode');
  const shmSize = query.integer('shmsize') ?? 0;
  return {
    context: remote === undefined || remote === '-' ? { archive: call.request } : { address: remote },
    tags: query.all('t').filter(Boolean),
    buildArgs: jsonMap(query, 'buildargs'),
    labels: textMap(query, 'labels'),
    noCache: query.flag('nocache'),
    pull: query.flag('pull'),
    extraHosts: query
      .all('extrahosts')
      .flatMap((hosts) => hosts.split(','))
      .filter(Boolean),
    cacheFrom: jsonList(query, 'cachefrom'),
    auth,
    signal: call.signal,
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
    ...(networkMode === undefined ? {} : { networkMode }),
    ...(shmSize > 0 ? { shmSize } : {}),
  };
}

function jsonMap(query: Query, name: string): Record<string, string | null> {
  const value = query.json(name) ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notAMap(name);
  for (const entry of Object.values(value)) {
    if (entry !== null && typeof entry !== 'string') throw notAMap(name);
  }
  return value as Record<string, string | null>;
}

function textMap(query: Query, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(jsonMap(query, name)).map(([key, value]) => [key, value ?? '']));
}

function notAMap(name: string): EngineError {
  return new EngineError('invalid', `error reading ${name}: not an object of strings`);
}

function jsonList(query: Query, name: string): string[] {
  const value = query.json(name) ?? [];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw new EngineError('invalid', `error reading ${name}: not a list of strings`);
}
