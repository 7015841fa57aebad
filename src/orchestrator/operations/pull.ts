import type { ServiceConfig } from '../../compose-file/index.ts';
import type { ImageInspect, JsonMessage } from '../../engine-api/index.ts';
import { encodeAuth } from '../../engine-client/index.ts';
import { EngineError, messageOf } from '../../shared/index.ts';
import type { PullOptions, PushOptions } from '../contract.ts';
import { credentialsFor } from '../execute/credentials.ts';
import { imagesOf } from '../execute/ensure-images.ts';
import { layerProgress, pullImage } from '../execute/pull.ts';
import { runLimited } from '../execute/run-limited.ts';
import { namedServices, withServices } from '../model/select.ts';
import { encodeName, inspectImages } from '../observe/images.ts';
import { warn } from '../progress.ts';
import { openWork } from './open-work.ts';

/** `pull`: the images of services, each once. */
export async function pull(options: PullOptions): Promise<void> {
  const names = namedServices(options.project, options.services);
  const project = withServices(options.project, names, { noDeps: !options.includeDeps });
  using work = openWork(options, project);
  const local = await inspectImages(options, imagesOf(project));
  const pulledBy = new Map<string, string>();
  const failures: unknown[] = [];
  const mustBuild: string[] = [];
  await runLimited(Object.entries(project.services), work.parallel, async ([service, config]) => {
    const skipped = skipReason(config, local, options, pulledBy);
    if (skipped !== undefined) {
      options.onEvent({
        kind: 'progress',
        resource: 'service',
        id: service,
        state: 'done',
        text: skipped,
        statusText: '',
      });
      return;
    }
    const image = config.image ?? '';
    pulledBy.set(image, service);
    const platform = config.platform ?? (project.environment.DOCKER_DEFAULT_PLATFORM || undefined);
    try {
      const buildable = config.build !== undefined;
      const failure = await pullImage(work, {
        image,
        platform,
        services: [service],
        path: ['services', service, 'image'],
        buildable,
        quiet: options.quiet ?? false,
      });
      if (failure === undefined) return;
      mustBuild.push(service);
      failures.push(failure);
    } catch (error) {
      failures.push(error);
    }
  });
  if (mustBuild.length > 0) {
    const command = `docker compose build ${mustBuild.join(' ')}`;
    warn(
      options.onEvent,
      `Some service image(s) must be built from source by running:\n    ${command}`,
      'images-to-build',
    );
  }
  if (failures.length > 0 && !options.ignorePullFailures) throw failures[0];
}

function skipReason(
  config: ServiceConfig,
  local: ReadonlyMap<string, ImageInspect>,
  options: PullOptions,
  pulledBy: ReadonlyMap<string, string>,
): string | undefined {
  if (!config.image) return 'Skipped - No image to be pulled';
  const policy = options.policy ?? config.pull_policy ?? '';
  if (policy === 'never' || policy === 'build') return 'Skipped';
  if (
    (policy === 'missing' || policy === 'if_not_present') &&
    isPinned(config.image) &&
    local.has(config.image)
  ) {
    return 'Skipped - Image is already present locally';
  }
  if (config.build !== undefined && options.ignoreBuildable) return 'Skipped - Image can be built';
  const other = pulledBy.get(config.image);
  return other === undefined ? undefined : `Skipped - Image is already being pulled by ${other}`;
}

/** `latest` moves: having it says nothing. */
function isPinned(image: string): boolean {
  if (image.includes('@')) return true;
  const tag = /:([^/]+)$/.exec(image)?.[1] ?? 'latest';
  return tag !== 'latest';
}

/** `push`: the images that services build, with all their tags. */
export async function push(options: PushOptions): Promise<void> {
  const names = namedServices(options.project, options.services);
  const project = withServices(options.project, names, { noDeps: !options.includeDeps });
  const tasks = Object.entries(project.services).flatMap(([service, { build, image }]) => {
    if (build === undefined || !image) {
      options.onEvent({
        kind: 'progress',
        resource: 'service',
        id: service,
        state: 'done',
        text: 'Skipped',
        statusText: '',
      });
      return [];
    }
    return [image, ...(build.tags ?? [])].map(async (tag) => {
      try {
        await pushImage(options, tag);
      } catch (error) {
        if (!options.ignorePushFailures) throw error;
        warn(options.onEvent, `Pushing ${service}: ${messageOf(error)}`);
      }
    });
  });
  await Promise.all(tasks);
}

async function pushImage(options: PushOptions, image: string): Promise<void> {
  if (options.client.readOnly) return rehearsePush(options, image);
  const colon = image.lastIndexOf(':');
  const hasTag = colon > image.lastIndexOf('/');
  const messages = options.client.lines<JsonMessage>({
    method: 'POST',
    path: `/images/${encodeName(hasTag ? image.slice(0, colon) : image)}/push`,
    query: { tag: hasTag ? image.slice(colon + 1) : 'latest' },
    headers: { 'X-Registry-Auth': encodeAuth(await credentialsFor(image)) },
    signal: options.signal,
  });
  for await (const message of messages) {
    if (message.error !== undefined)
      throw new EngineError('system', message.errorDetail?.message ?? message.error);
    if (!options.quiet && message.id) {
      const done = /Pushed|already exists|Mounted from/.test(message.status ?? '');
      const id = `Pushing ${image}: ${message.id}`;
      const { current, total } = message.progressDetail ?? {};
      if (done) {
        options.onEvent({
          kind: 'progress',
          resource: 'image',
          id,
          state: 'done',
          text: message.status ?? '',
          statusText: '',
        });
      } else
        layerProgress(options.onEvent, image, {
          ...message,
          id,
          progressDetail: {
            ...(current === undefined ? {} : { current }),
            ...(total === undefined ? {} : { total }),
          },
        });
    }
  }
}

/** A dry run fails for an image that is not there, as the push would. */
async function rehearsePush({ client, signal, onEvent }: PushOptions, image: string): Promise<void> {
  await client.json({ method: 'GET', path: `/images/${encodeName(image)}/json`, signal });
  onEvent({
    kind: 'progress',
    resource: 'image',
    id: `Pushing ${image}: ${image}`,
    state: 'done',
    text: 'Pushed',
    statusText: '',
  });
}
