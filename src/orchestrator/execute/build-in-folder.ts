import { isAbsolute, join } from 'node:path';
import type { Project } from '../../compose-file/index.ts';
import type { BuildEvent, BuildOutcome, Exact, TuttiBuildRequest } from '../../engine-api/index.ts';

import { UserError } from '../../shared/index.ts';
import { entitlements } from '../bake/bake-target.ts';
import { isRemoteContext } from '../model/build-context.ts';
import { integer } from '../model/values.ts';
import { ulimits } from '../spec/resources.ts';
import { progressOf } from './build-progress.ts';
import { allCredentials } from './credentials.ts';
import type { ImageBuild } from './image-build.ts';
import { withSecretFiles } from './secret-files.ts';
import { fingerprintLabel, fingerprintOf } from './stale-builds.ts';
import type { Work } from './work.ts';

/**
 * A build by our own engine, which reads the context where it is. Returns the image's id. The image is labelled with the fingerprint of its
 * inputs; where that is not known before the build (a base image had to be pulled), the label is added by a second build, all from the cache.
 */
export async function buildInFolder(work: Work, build: ImageBuild): Promise<string> {
  return withSecretFiles(work.project, build.config.secrets ?? [], async (secrets) => {
    const body = await buildRequest(work.project, build, secrets);
    const before = await fingerprintOf(work, body);
    const labels = before === undefined ? body : labelled(body, before);
    const { id: first, record } = await send(work, build, labels);
    const after = before === undefined ? await fingerprintOf(work, body) : undefined;
    if (after === undefined) return first;
    const quiet = { ...build, settings: { ...build.settings, quiet: true } };
    const again = { ...body, NoCache: false, Pull: false, ...(record === '' ? {} : { Completes: record }) };
    const { id: second } = await send(work, quiet, labelled(again, after));
    // Nobody else knows it; should a container have it already, it stays.
    if (second !== first)
      await work.client.json({ method: 'DELETE', path: `/images/${first}` }).catch(() => undefined);
    return second;
  });
}

function labelled(body: Exact<TuttiBuildRequest>, fingerprint: string): Exact<TuttiBuildRequest> {
  return { ...body, Labels: { ...body.Labels, [fingerprintLabel]: fingerprint } };
}

/** Ids of the image, and of the record that the engine keeps of the build; empty where it keeps none. */
async function send(
  work: Work,
  build: ImageBuild,
  body: Exact<TuttiBuildRequest>,
): Promise<{ id: string; record: string }> {
  let record = '';
  const outcome = await request(work, build, body, (id) => (record = id));
  if (outcome.kind === 'built') return { id: outcome.id, record };
  throw new Error('the engine ended the build without a result');
}

async function request(
  { client, signal, emit }: Work,
  build: ImageBuild,
  body: Exact<TuttiBuildRequest>,
  onRecord?: (id: string) => void,
): Promise<BuildOutcome> {
  const lines = client.lines<BuildEvent | BuildOutcome>({
    method: 'POST',
    path: '/tutti/build',
    body,
    signal,
  });
  for await (const line of lines) {
    if (line.kind === 'failed') throw buildFailed(build, line.message);
    if (line.kind === 'built' || line.kind === 'checked') return line;
    if (line.kind === 'recorded') onRecord?.(line.id);
    else if (!build.settings.quiet) emit(progressOf(build.service, line));
  }
  throw new Error('the engine ended the build without a result');
}

/** Examines the Dockerfile. Reports what is to be said, and returns the number of warnings. */
export async function checkInFolder(work: Work, build: ImageBuild): Promise<number> {
  const body = { ...(await buildRequest(work.project, build, {})), Check: true };
  const outcome = await request(work, build, body);
  if (outcome.kind !== 'checked') throw new Error('the engine ended the check without a result');
  const { warnings, text } = outcome;
  const count = warnings === 1 ? '1 warning has' : `${warnings} warnings have`;
  const summary =
    warnings === 0 ? 'Check complete, no warnings found.\n' : `Check complete, ${count} been found!\n\n`;
  build.settings.report?.(`${build.service}\n\n${summary}${text}\n`);
  return warnings;
}

/** The same inputs as `fingerprint` reads them. */
export async function buildRequest(
  project: Project,
  build: ImageBuild,
  secrets: Record<string, { File: string }>,
): Promise<Exact<TuttiBuildRequest>> {
  const { config, settings } = build;
  const context = config.context ?? '.';
  const [platform] = build.platforms;
  return {
    Context: isRemoteContext(context) || isAbsolute(context) ? context : join(project.workingDir, context),
    NamedContexts: build.contexts,
    ...(config.dockerfile_inline === undefined
      ? { Dockerfile: config.dockerfile ?? 'Dockerfile' }
      : { DockerfileText: config.dockerfile_inline }),
    Tags: build.tags,
    BuildArgs: build.args,
    Labels: build.labels,
    ...(config.target === undefined ? {} : { Target: config.target }),
    ...(platform === undefined ? {} : { Platform: platform }),
    NoCache: settings.noCache || config.no_cache || false,
    Pull: settings.pull || config.pull || false,
    ...(config.network === undefined ? {} : { NetworkMode: config.network }),
    ExtraHosts: (config.extra_hosts ?? []).map((entry) => entry.replace('=', ':')),
    ...(config.shm_size === undefined ? {} : { ShmSize: integer(config.shm_size) }),
    ...(config.ulimits === undefined ? {} : { Ulimits: ulimits(config.ulimits) }),
    CacheFrom: config.cache_from ?? [],
    Secrets: secrets,
    Ssh: sshSources(build),
    Entitlements: entitlements(config),
    Auth: await allCredentials(),
  };
}

function sshSources({ ssh }: ImageBuild): Record<string, string[]> {
  return Object.fromEntries(ssh.map(({ id, path }) => [id, path ? path.split(',') : []]));
}

/** A build that failed: what the Compose file says about it is at fault where folder or Dockerfile are not there. */
export function buildFailed(build: ImageBuild, message: string): UserError {
  const path = ['services', build.service, 'build'];
  if (message.startsWith('unable to prepare context: path'))
    return new UserError('build-context-not-found', message, {
      hint: 'Correct `context`, or create the folder; it is relative to the file that says it.',
      path: [...path, 'context'],
    });
  if (/^failed to read dockerfile: open .*: no such file|^Cannot locate specified Dockerfile/.test(message))
    return new UserError('dockerfile-not-found', message, {
      hint: 'Create it, or name it in `dockerfile`; it is relative to the build context.',
      path: [...path, build.config.dockerfile === undefined ? 'context' : 'dockerfile'],
    });
  const inline = build.config.dockerfile_inline === undefined ? [] : ['dockerfile_inline'];
  return new UserError('build-failed', message, {
    hint: `It is the image of service ${build.service}.`,
    path: [...path, ...inline],
  });
}
