import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FrameDecoder } from '../../engine-api/index.ts';
import { mountOverlay, unmount } from '../host/index.ts';
import { Container } from './container.ts';
import type { StepRequest, StepRunner } from './contract.ts';
import { completeHostConfig, hostDefaults } from './host-config.ts';
import { type ContainerMount, newState } from './record.ts';
import type { Room } from './room.ts';
import { startFailure } from './runtime-errors.ts';
import type { NetworkPart } from './sandbox.ts';
import { SIGKILL } from './signal-names.ts';
import { containerSpec } from './spec/spec.ts';
import { missingMountPoints, removeMountPoints } from './step-mount-points.ts';
import { StepNetworks } from './step-networks.ts';

/** For the steps of one build. */
export function openSteps(room: Room): StepRunner {
  const networks = new StepNetworks(room);
  return { run: (request) => runStep(room, networks, request), close: () => networks.close() };
}

/** Runs one step in a root of its own, and leaves nothing but what it wrote to the upper folder. */
async function runStep(room: Room, networks: StepNetworks, request: StepRequest): Promise<number> {
  request.signal?.throwIfAborted();
  const step = stepContainer(room, request);
  try {
    return await runToEnd(room, networks, step, request);
  } finally {
    room.cgroups.remove(step.cgroup);
    rmSync(join(room.runtime.stateDir, step.id), { recursive: true, force: true });
    unmount(step.rootfs);
    rmSync(step.folder, { recursive: true, force: true });
    rmSync(step.runFolder, { recursive: true, force: true });
  }
}

/** A container that is in no list: what steps and containers have in common is done by the same code. */
function stepContainer(room: Room, request: StepRequest): Container {
  const id = randomBytes(32).toString('hex');
  const [path = '', ...args] = request.args;
  const networkMode = { default: 'bridge', none: 'none', host: 'host' }[request.network];
  const record = {
    id,
    name: `build-${id.slice(0, 12)}`,
    created: new Date().toISOString(),
    imageId: '',
    path,
    args,
    config: {
      Hostname: request.hostname ?? 'buildkitsandbox',
      Env: request.env,
      User: request.user,
      WorkingDir: request.cwd,
    },
    hostConfig: completeHostConfig(
      {
        NetworkMode: networkMode,
        Privileged: request.privileged ?? false,
        ExtraHosts: request.extraHosts ?? [],
        ...(request.shmSize ? { ShmSize: request.shmSize } : {}),
        Ulimits: request.ulimits ?? [],
      },
      hostDefaults(room),
    ),
    mounts: request.mounts.map(stepMount),
    networks: request.network === 'default' ? { bridge: {} } : {},
  };
  const folder = join(room.paths.run, 'steps', id);
  return new Container(folder, room.store.runFolder(id), record, newState());
}

function stepMount(mount: StepRequest['mounts'][number]): ContainerMount {
  return {
    type: mount.type,
    source: mount.source ?? '',
    target: mount.target,
    readOnly: mount.readOnly,
    mode: '',
    propagation: mount.type === 'bind' ? 'rprivate' : '',
    nonRecursive: false,
    subpath: '',
    copyUp: false,
    anonymous: false,
    options: mount.options ?? [],
  };
}

async function runToEnd(
  room: Room,
  networks: StepNetworks,
  step: Container,
  request: StepRequest,
): Promise<number> {
  for (const folder of [step.folder, step.rootfs]) mkdirSync(folder, { recursive: true, mode: 0o711 });
  rmSync(join(request.workDir, 'work/incompat'), { recursive: true, force: true });
  mountOverlay({
    lowerDirs: request.layers.map(({ dir }) => dir),
    upperDir: request.upperDir,
    workDir: request.workDir,
    target: step.rootfs,
  });
  const mountPoints = missingMountPoints(step);
  const exitCode = await networks.around(step, request, (network) => {
    writeBundle(room, step, request, network);
    return startAndFollow(room, step, request);
  });
  removeMountPoints(mountPoints);
  return exitCode;
}

function writeBundle(room: Room, step: Container, { env }: StepRequest, network: NetworkPart): void {
  const { spec } = containerSpec(
    {
      record: step.record,
      rootfs: step.rootfs,
      cgroup: step.cgroup,
      mounts: { files: network.files, sourceOf: ({ source }) => source, shm: undefined, init: undefined },
      namespaces: { netnsPath: network.netnsPath, pidOf: () => 0 },
    },
    room,
  );
  // A step is not told the name of its host, as a container is.
  spec.process.env = spec.process.env.filter(
    (entry) => !entry.startsWith('HOSTNAME=') || env.includes(entry),
  );
  writeFileSync(join(step.runFolder, 'config.json'), JSON.stringify(spec), { mode: 0o600 });
}

/** Resolves with the exit code when all output has been handed on. */
async function startAndFollow(room: Room, step: Container, request: StepRequest): Promise<number> {
  const stream = await room.keeper.attach({
    key: step.id,
    stdin: false,
    stdout: true,
    stderr: true,
    awaitStart: true,
  });
  const frames = new FrameDecoder();
  stream.on('data', (chunk: Buffer) => {
    for (const { stream: name, payload } of frames.push(chunk)) {
      if (name === 'stdout' || name === 'stderr') request.onOutput(name, Buffer.from(payload));
    }
  });
  const outputEnded = new Promise<void>((resolve) => stream.on('close', () => resolve()));
  stream.on('end', () => stream.end());
  stream.on('error', () => stream.destroy());
  const exited = exitOf(room, step);
  const abort = (): void => void room.keeper.signal(step.id, SIGKILL).catch(() => {});
  try {
    await startStep(room, step);
    request.signal?.addEventListener('abort', abort, { once: true });
    if (request.signal?.aborted) abort();
    const exitCode = await exited;
    await outputEnded;
    request.signal?.throwIfAborted();
    return exitCode;
  } catch (error) {
    await room.keeper.discard(step.id);
    stream.destroy();
    throw error instanceof Error && error.name === 'AbortError'
      ? error
      : startFailure(error, step.record.path).error;
  } finally {
    room.stepExits.delete(step.id);
    request.signal?.removeEventListener('abort', abort);
  }
}

function exitOf(room: Room, step: Container): Promise<number> {
  return new Promise((resolve) => room.stepExits.set(step.id, resolve));
}

async function startStep(room: Room, step: Container): Promise<void> {
  const file = (name: string): string => join(step.runFolder, name);
  await room.keeper.start({
    key: step.id,
    command: [
      ...room.runtime.command,
      '--log',
      file('runtime.log'),
      'run',
      '--detach',
      '--bundle',
      step.runFolder,
      '--pid-file',
      file('pid'),
      step.id,
    ],
    pidFile: file('pid'),
    runtimeLog: file('runtime.log'),
    hiddenMounts: room.runtime.hiddenMounts,
    stdin: false,
    stdinOnce: false,
    output: true,
    diesWithEngine: true,
  });
}
