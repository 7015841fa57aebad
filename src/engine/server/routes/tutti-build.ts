import type { BuildOutcome, TuttiBuildRequest, TuttiFingerprint } from '../../../engine-api/index.ts';
import type { Builder, BuildRequest } from '../../builder/contract.ts';
import type { Call } from '../call.ts';
import { describeFailure } from '../errors.ts';
import { JsonLines } from '../json-lines.ts';
import { loadSchemas } from '../load-schemas.ts';
import type { Route } from '../router.ts';

type Backend = Pick<Builder, 'build' | 'check' | 'fingerprint' | 'builtFrom'>;

/** Builds of our own clients: the context is a folder of this host, read in place; events come back typed. */
export function tuttiBuildRoutes(builder: Backend): Route[] {
  return [
    { method: 'POST', pattern: '/tutti/build', handle: (call) => build(builder, call) },
    {
      method: 'POST',
      pattern: '/tutti/build/fingerprint',
      async handle(call) {
        const { request } = await readRequest(call);
        const [tag] = request.tags;
        const built = tag === undefined ? undefined : builder.builtFrom(tag);
        const answer: TuttiFingerprint = {
          Fingerprint: await builder.fingerprint(request),
          ...(built === undefined ? {} : { Built: built }),
        };
        call.json(answer);
      },
    },
  ];
}

async function build(builder: Backend, call: Call): Promise<void> {
  const { check, request } = await readRequest(call);
  const lines = new JsonLines(call);
  lines.open();
  const work = check
    ? builder.check(request).then((report) => ({ kind: 'checked' as const, ...report }))
    : builder.build(request, (event) => lines.write(event)).then((id) => ({ kind: 'built' as const, id }));
  lines.write(await outcomeOf(work));
  lines.end();
}

async function outcomeOf(work: Promise<BuildOutcome>): Promise<BuildOutcome> {
  try {
    return await work;
  } catch (error) {
    return { kind: 'failed', ...describeFailure(error) };
  }
}

async function readRequest(call: Call): Promise<{ request: BuildRequest; check: boolean }> {
  const { readBody, tuttiBuild } = await loadSchemas();
  const body = await readBody(call, tuttiBuild);
  return { request: { ...toBuildRequest(body), signal: call.signal }, check: body.Check ?? false };
}

function toBuildRequest(body: TuttiBuildRequest): BuildRequest {
  const secrets = Object.entries(body.Secrets ?? {}).map(([id, { File }]) => [id, { file: File }] as const);
  const optional = {
    namedContexts: body.NamedContexts,
    dockerfile: body.Dockerfile,
    dockerfileText: body.DockerfileText,
    target: body.Target,
    platform: body.Platform,
    noCacheFilter: body.NoCacheFilter,
    networkMode: body.NetworkMode,
    shmSize: body.ShmSize,
    ulimits: body.Ulimits,
    cacheFrom: body.CacheFrom,
    ssh: body.Ssh,
    entitlements: body.Entitlements,
    completes: body.Completes,
  };
  return {
    context: body.Context.startsWith('/') ? { folder: body.Context } : { address: body.Context },
    tags: body.Tags ?? [],
    buildArgs: body.BuildArgs ?? {},
    labels: body.Labels ?? {},
    noCache: body.NoCache ?? false,
    pull: body.Pull ?? false,
    extraHosts: body.ExtraHosts ?? [],
    auth: body.Auth ?? {},
    secrets: Object.fromEntries(secrets),
    ...withoutAbsent(optional),
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Present<T>;
}
