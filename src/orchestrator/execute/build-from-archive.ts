import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { JsonMessage } from '../../engine-api/index.ts';
import type { QueryValue } from '../../engine-client/index.ts';
import { EngineError, exactJson, UserError } from '../../shared/index.ts';
import { type ExtraFile, packContext } from '../archive/pack-context.ts';
import { isRemoteContext } from '../model/build-context.ts';
import { integer } from '../model/values.ts';
import { ulimits } from '../spec/resources.ts';
import { buildFailed } from './build-in-folder.ts';
import { readClassicText } from './classic-build-text.ts';
import { allCredentials } from './credentials.ts';
import type { ImageBuild } from './image-build.ts';
import type { Work } from './work.ts';

/**
 * A build by any engine's classic builder, which is sent the context as an archive. Returns the image's id.
 * @param why it is this builder: told where it cannot do what is asked
 */
export async function buildFromArchive(work: Work, build: ImageBuild, why: string): Promise<string> {
  refuseWhatOnlyBuildKitHas(build, why);
  const { dockerfile, context } = await openContext(work, build);
  const auth = Buffer.from(JSON.stringify(await allCredentials())).toString('base64');
  const messages = work.client.lines<JsonMessage>({
    method: 'POST',
    path: '/build',
    query: buildQuery(build, dockerfile),
    headers: { 'Content-Type': 'application/x-tar', 'X-Registry-Config': auth },
    ...(context === undefined ? {} : { rawBody: context }),
    signal: work.signal,
  });
  try {
    return await follow(work, build, messages);
  } catch (error) {
    // A Dockerfile that is not there or cannot be parsed is refused before the first step.
    const isRefusal = error instanceof EngineError && !work.signal.aborted;
    throw isRefusal ? buildFailed(build, error.message) : error;
  }
}

/** Better no image than one built without a part of what the file says. */
function refuseWhatOnlyBuildKitHas(build: ImageBuild, why: string): void {
  const { config, service, contexts, settings, ssh, platforms } = build;
  const unsupported = [
    ...(Object.keys(contexts).length > 0 ? ['additional_contexts'] : []),
    ...(config.secrets?.length ? ['secrets'] : []),
    ...(ssh.length > 0 ? ['ssh'] : []),
    ...(config.entitlements?.length ? ['entitlements'] : []),
    ...(platforms.length > 1 ? ['platforms'] : []),
    ...(settings.provenance || settings.sbom ? ['attestations'] : []),
    ...(settings.check ? ['--check'] : []),
  ];
  if (unsupported.length === 0) return;
  throw new UserError(
    'build-needs-buildkit',
    `services.${service}.build: this engine's classic builder does not support ${unsupported.join(', ')}`,
    {
      hint: `Build it with the embedded engine, or with BuildKit: ${why}.`,
      path: ['services', service, 'build'],
    },
  );
}

function buildQuery(build: ImageBuild, dockerfile: string): Record<string, QueryValue> {
  const { config, settings } = build;
  const remote = isRemoteContext(config.context ?? '.') ? config.context : undefined;
  return {
    t: build.tags,
    dockerfile,
    remote,
    buildargs: JSON.stringify(build.args),
    labels: JSON.stringify(build.labels),
    target: config.target,
    platform: build.platforms[0],
    nocache: settings.noCache || config.no_cache,
    pull: settings.pull || config.pull,
    networkmode: config.network,
    shmsize: config.shm_size === undefined ? undefined : integer(config.shm_size),
    memory: settings.memory,
    extrahosts: config.extra_hosts?.map((entry) => entry.replace('=', ':')),
    cachefrom: config.cache_from === undefined ? undefined : JSON.stringify(config.cache_from),
    ulimits: config.ulimits === undefined ? undefined : exactJson(ulimits(config.ulimits)),
    rm: true,
    version: '1',
  };
}

/** The Dockerfile's name within the archive; a Dockerfile from elsewhere, or an inline one, is added under a name of its own. */
async function openContext(
  { project }: Work,
  build: ImageBuild,
): Promise<{ dockerfile: string; context: AsyncIterable<Uint8Array> | undefined }> {
  const { config } = build;
  const given = config.context ?? '.';
  if (isRemoteContext(given)) return { dockerfile: config.dockerfile ?? 'Dockerfile', context: undefined };
  const folder = isAbsolute(given) ? given : join(project.workingDir, given);
  if (!existsSync(folder)) throw buildFailed(build, `unable to prepare context: path "${folder}" not found`);
  const extra: ExtraFile[] = [];
  let dockerfile = config.dockerfile ?? 'Dockerfile';
  const ignoreName = config.dockerfile_inline === undefined ? dockerfile : 'Dockerfile';
  const outside = isAbsolute(dockerfile) ? relative(folder, dockerfile) : dockerfile;
  if (config.dockerfile_inline !== undefined || outside.startsWith('..')) {
    const content = config.dockerfile_inline ?? (await readDockerfile(join(folder, outside), build));
    dockerfile = '.tutti-dockerfile';
    extra.push({ path: dockerfile, content: Buffer.from(content) });
  } else {
    dockerfile = outside;
    if (!existsSync(join(folder, dockerfile))) throw dockerfileMissing(build, dockerfile);
  }
  return { dockerfile, context: packContext(folder, { dockerfile, ignoreName, extra }) };
}

async function readDockerfile(path: string, build: ImageBuild): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw dockerfileMissing(build, path);
  }
}

/** In BuildKit's words. */
function dockerfileMissing(build: ImageBuild, path: string): UserError {
  return buildFailed(build, `failed to read dockerfile: open ${path}: no such file or directory`);
}

async function follow(work: Work, build: ImageBuild, messages: AsyncIterable<JsonMessage>): Promise<string> {
  const { service, settings } = build;
  let step: { id: string; name: string; cached: boolean; output: string } | undefined;
  let id = '';
  const emit: Work['emit'] = (event) => {
    if (!settings.quiet) work.emit(event);
  };
  const endStep = (): void => {
    if (step !== undefined)
      emit({ kind: 'build-step-done', service, step: step.id, cached: step.cached, at: Date.now() });
  };
  for await (const message of messages) {
    const aux = message.aux as { ID?: string } | undefined;
    if (aux?.ID !== undefined) id = aux.ID;
    const failure = message.errorDetail?.message ?? message.error;
    if (failure !== undefined) {
      if (step !== undefined) {
        emit({ kind: 'build-step-failed', service, step: step.id, error: failure, at: Date.now() });
      }
      throw buildFailed(build, step === undefined ? failure : `${failedStep(step)}${failure}`);
    }
    const said = readClassicText(message.stream ?? '');
    if (said.kind === 'step') {
      endStep();
      step = { id: `${service} ${said.id}`, name: said.name, cached: false, output: '' };
      emit({ kind: 'build-step-started', service, step: step.id, name: said.name, at: Date.now() });
    }
    if (step === undefined) continue;
    if (said.kind === 'cached') step.cached = true;
    if (said.kind === 'output') {
      step.output += said.text;
      emit({ kind: 'build-step-output', service, step: step.id, stream: 'stdout', text: said.text });
    }
  }
  endStep();
  return id;
}

/** The step that failed with the end of its output, in BuildKit's form, which our own builder keeps too. */
function failedStep({ name, output }: { name: string; output: string }): string {
  const lines = output.trimEnd().split('\n').slice(-40);
  return `------\n > ${name}:\n${lines.join('\n')}\n------\n`;
}
