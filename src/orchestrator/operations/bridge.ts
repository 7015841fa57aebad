/** `bridge`: images that turn a Compose project into something else, each run with the project in `/in` and a folder in `/out`. */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import type { Project } from '../../compose-file/index.ts';
import type { ImageInspect, ImageSummary } from '../../engine-api/index.ts';
import { UserError } from '../../shared/index.ts';
import { unpackTar } from '../archive/unpack-tar.ts';
import { transformationModel } from '../bridge/model.ts';
import type { ConvertOptions, CreateTransformerOptions, ListProjectsOptions } from '../contract.ts';
import type { Session } from '../contract-sessions.ts';
import { pullImage } from '../execute/pull.ts';
import { runLimited } from '../execute/run-limited.ts';
import type { Work } from '../execute/work.ts';
import { emptyProject } from '../model/empty-project.ts';
import { imageName } from '../model/names.ts';
import { inspectImages } from '../observe/images.ts';
import { openContainerSession } from '../streams/container-session.ts';
import { openWork } from './open-work.ts';

const label = 'com.docker.compose.bridge';

/** `bridge convert`. @throws UserError `output-holds-project` for a folder whose loss would be more than the last output's */
export async function* convert(options: ConvertOptions): AsyncGenerator<Session, void, undefined> {
  const { project, output } = options;
  refuseOutput(project, output);
  using work = openWork(options, project);
  const images = await imagesOfProject(work);
  await ensure(work, options.transformations);
  const model = await transformationModel(project, images);
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true, mode: 0o744 });
  // The model has the contents of secrets: nobody else may read it, and it goes afterwards.
  const input = await mkdtemp(join(tmpdir(), 'tutti-bridge-'));
  try {
    await writeFile(join(input, 'compose.yaml'), model, { mode: 0o600 });
    for (const image of options.transformations) yield await openTransformation(options, image, input);
  } finally {
    await rm(input, { recursive: true, force: true });
  }
}

function refuseOutput({ composeFiles, workingDir }: Project, output: string): void {
  const kept = [workingDir, ...composeFiles].find(
    (path) => path === output || path.startsWith(output.endsWith(sep) ? output : output + sep),
  );
  if (kept === undefined) return;
  throw new UserError('output-holds-project', `${output} would be emptied first, and ${kept} is in it`, {
    hint: 'Name a folder of its own: --output out',
  });
}

/** What is built here and was not yet is left out: it says no ports. */
async function imagesOfProject(work: Work): Promise<Map<string, ImageInspect>> {
  const { project } = work;
  const services = Object.entries(project.services).filter(([, { provider }]) => provider === undefined);
  const named = services.map(([name, config]) => ({
    image: imageName(project, name, config),
    isBuilt: config.build !== undefined,
  }));
  await ensure(
    work,
    named.flatMap(({ image, isBuilt }) => (isBuilt ? [] : [image])),
  );
  return inspectImages(
    work,
    named.map(({ image }) => image),
  );
}

async function ensure(work: Work, images: readonly string[]): Promise<void> {
  const wanted = [...new Set(images)];
  const local = await inspectImages(work, wanted);
  const missing = wanted.filter((image) => !local.has(image));
  await runLimited(missing, work.parallel, async (image) => {
    await pullImage(work, { image, platform: undefined, services: [image], buildable: false, quiet: false });
  });
}

async function openTransformation(options: ConvertOptions, image: string, input: string): Promise<Session> {
  const { client, signal, output, templates } = options;
  const binds = [`${input}:/in`, `${output}:/out`, ...(templates ? [`${templates}:/templates`] : [])];
  const { Id: id } = await client.json<{ Id: string }>({
    method: 'POST',
    path: '/containers/create',
    body: {
      Image: image,
      Env: ['LICENSE_AGREEMENT=true'],
      // What it writes belongs to whoever asked for it.
      User: String(process.getuid?.() ?? 0),
      AttachStdout: true,
      AttachStderr: true,
      HostConfig: { AutoRemove: true, Binds: binds },
    },
    signal,
  });
  return openContainerSession({
    client,
    signal,
    container: { id, name: image },
    tty: false,
    interactive: false,
    detached: false,
    starts: true,
    autoRemove: true,
  });
}

/** `bridge transformations list`. */
export function listTransformers({ client, signal }: ListProjectsOptions): Promise<ImageSummary[]> {
  const query = { filters: { label: [`${label}=transformation`] } };
  return client.json<ImageSummary[]>({ method: 'GET', path: '/images/json', query, signal });
}

const dockerfile = `FROM docker/compose-bridge-transformer
LABEL ${label}=transformation
COPY templates /templates
`;

/** `bridge transformations create`: a folder with an image's templates, to be changed and built. */
export async function createTransformer(options: CreateTransformerOptions): Promise<void> {
  const { client, folder, from, signal } = options;
  if ((await stat(folder).catch(() => undefined)) !== undefined) {
    throw new UserError('output-exists', `output folder ${folder} already exists`);
  }
  using work = openWork(options, emptyProject());
  await ensure(work, [from]);
  const body = { Image: from, Cmd: ['templates are copied only'] };
  const path = '/containers/create';
  const { Id: id } = await client.json<{ Id: string }>({ method: 'POST', path, body, signal });
  try {
    await copyTemplates(options, id);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    await client.json({ method: 'DELETE', path: `/containers/${id}`, query: { force: true } });
  }
}

async function copyTemplates(
  { client, folder, signal }: CreateTransformerOptions,
  id: string,
): Promise<void> {
  const path = `/containers/${id}/archive`;
  const { body } = await client.open({ method: 'GET', path, query: { path: '/templates' }, signal });
  await mkdir(folder, { recursive: true, mode: 0o744 });
  await unpackTar(body, folder, (name) => name);
  await writeFile(join(folder, 'Dockerfile'), dockerfile, { mode: 0o700 });
}
