import type { InitContainer, ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerCreateRequest, ContainerSummary } from '../../engine-api/index.ts';
import { messageOf, UserError } from '../../shared/index.ts';
import { composeVersion, label } from '../labels.ts';
import { imageName } from '../model/names.ts';
import type { ContainerRef } from '../plan/steps.ts';
import { warn } from '../progress.ts';
import { environment } from '../spec/container.ts';
import { laterNetworks, networking } from '../spec/networking.ts';
import { LineCutter, outputOf } from '../streams/attach-stream.ts';
import { hookFailed } from './hooks.ts';
import type { Work } from './work.ts';

const kind = 'pre_start';

/**
 * Runs a service's `pre_start` containers one after the other, with the volumes of the container that starts next and the service's
 * networks. What succeeded is removed; what failed stays, to be looked at, until the next run or `down`.
 * @throws UserError when one fails: the service does not start then
 */
export async function runPreStart(work: Work, service: string, container: ContainerRef): Promise<void> {
  const config = work.project.services[service];
  const hooks = config?.pre_start ?? [];
  for (const [index, { per_replica }] of hooks.entries()) {
    if (per_replica)
      throw new UserError(
        'hook-unsupported',
        `service "${service}" pre_start[${index}]: per_replica is not yet supported; remove per_replica or set it to false`,
      );
  }
  if (config === undefined) return;
  await removePreStart(work, [service]);
  for (const [index, hook] of hooks.entries())
    await runOne(work, { service, config, index, hook, container });
}

/** Removes what failed earlier; of all services when none is named. A container that cannot be removed is told of. */
export async function removePreStart(work: Work, services: string[] = []): Promise<void> {
  const { client, signal } = work;
  const labels = [`${label.project}=${work.project.name}`, `${label.hook}=${kind}`];
  const found = await client.json<ContainerSummary[]>({
    method: 'GET',
    path: '/containers/json',
    query: { all: true, filters: { label: labels } },
    signal,
  });
  const wanted = found.filter(
    ({ Labels }) => services.length === 0 || services.includes(Labels[label.service] ?? ''),
  );
  await Promise.all(wanted.map(({ Id }) => remove(work, Id)));
}

interface Run {
  service: string;
  config: ServiceConfig;
  index: number;
  hook: InitContainer;
  container: ContainerRef;
}

async function runOne(work: Work, run: Run): Promise<void> {
  const { client, signal } = work;
  const { service, index } = run;
  const id = await create(work, run);
  let exitCode: number;
  let said: string;
  try {
    await client.json({ method: 'POST', path: `/containers/${id}/start`, signal });
    said = await listen(work, run, id);
    const path = `/containers/${id}/wait`;
    exitCode = (await client.json<{ StatusCode: number }>({ method: 'POST', path, signal })).StatusCode;
  } catch (error) {
    // It was not its own failure: there is nothing to look at.
    await remove(work, id);
    throw error;
  }
  if (exitCode === 0) return remove(work, id);
  const kept = `(hook container ${id.slice(0, 12)} retained for inspection)`;
  throw hookFailed(`service "${service}" pre_start[${index}] exited with code ${exitCode} ${kept}`, said);
}

async function create(work: Work, run: Run): Promise<string> {
  const { client, signal, project } = work;
  const { service, config, hook, container, index } = run;
  const spec = {
    project,
    service,
    config,
    name: `${service}-pre-start-${index}`,
    number: undefined,
    imageId: undefined,
    links: [],
    inherited: [],
    // Who asks for the service by its name means the service.
    useAliases: false,
    apiVersion: await client.apiVersion(),
  };
  const network = networking(spec);
  const body: ContainerCreateRequest = {
    Image: hook.image || imageName(project, service, config),
    ...(hook.command === null || hook.command === undefined ? {} : { Cmd: hook.command }),
    User: hook.user ?? '',
    WorkingDir: hook.working_dir ?? '',
    Env: [...environment(config.environment ?? {}), ...environment(hook.environment ?? {})],
    Labels: {
      [label.project]: project.name,
      [label.service]: service,
      [label.version]: composeVersion,
      [label.hook]: kind,
    },
    HostConfig: {
      Privileged: hook.privileged ?? false,
      VolumesFrom: [container.id],
      NetworkMode: network.mode,
    },
    ...(network.endpoints === undefined ? {} : { NetworkingConfig: { EndpointsConfig: network.endpoints } }),
  };
  const { Id } = await client.json<{ Id: string }>({
    method: 'POST',
    path: '/containers/create',
    body,
    signal,
  });
  for (const [name, settings] of Object.entries(laterNetworks(spec))) {
    const path = `/networks/${encodeURIComponent(name)}/connect`;
    await client.json({ method: 'POST', path, body: { Container: Id, EndpointConfig: settings }, signal });
  }
  return Id;
}

/** Lines that are kept for the error. */
const keptLines = 10;

/** Tells what it says until it ends; the end of that, of its standard error where it has said something there. */
async function listen(work: Work, { service, container }: Run, id: string): Promise<string> {
  const { body } = await work.client.open({
    method: 'GET',
    path: `/containers/${id}/logs`,
    query: { stdout: true, stderr: true, follow: true },
    signal: work.signal,
  });
  const kept = { stdout: [] as string[], stderr: [] as string[] };
  const about = { service, container: container.name, containerId: id, label: service };
  const tell = (stream: 'stdout' | 'stderr', line: string): void => {
    work.emit({ kind: 'hook-output', line: { ...about, stream, line } });
    kept[stream].push(line);
    if (kept[stream].length > keptLines) kept[stream].shift();
  };
  const cutter = new LineCutter();
  for await (const chunk of outputOf(body, false))
    for (const line of cutter.push(chunk)) tell(chunk.stream, line);
  for (const { stream, line } of cutter.end()) tell(stream, line);
  return (kept.stderr.length > 0 ? kept.stderr : kept.stdout).join('\n').trim();
}

async function remove({ client, emit }: Work, id: string): Promise<void> {
  try {
    await client.json({ method: 'DELETE', path: `/containers/${id}`, query: { force: true, v: true } });
  } catch (error) {
    warn(emit, `failed to remove pre_start hook container ${id.slice(0, 12)}: ${messageOf(error)}`);
  }
}
