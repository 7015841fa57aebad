/** The containers room on real images, volumes and networks, in folders of its own. */
import { createReadStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { LogOptions } from '../../src/engine/containers/contract.ts';
import { type Containers, openContainers } from '../../src/engine/containers/index.ts';
import { createEvents } from '../../src/engine/events.ts';
import { unmount } from '../../src/engine/host/index.ts';
import { type Images, openImages } from '../../src/engine/images/index.ts';
import { type Networks, openNetworks } from '../../src/engine/networks/index.ts';
import { openVolumes, type Volumes } from '../../src/engine/volumes/index.ts';
import { type ContainerCreateRequest, FrameDecoder } from '../../src/engine-api/index.ts';
import { busyboxArchive } from './busybox.ts';

export interface TestContainers {
  containers: Containers;
  images: Images;
  volumes: Volumes;
  networks: Networks;
  root: string;
  run: string;
  /** `type action` of each event so far. */
  events: string[];
  /** Background problems. */
  problems: string[];
  /** Makes and starts a container of the busybox image; its id. */
  start(command: string[], request?: ContainerCreateRequest, name?: string): Promise<string>;
  /** Runs to the end: exit code and all output. */
  runToEnd(
    command: string[],
    request?: ContainerCreateRequest,
  ): Promise<{ exitCode: number; output: string }>;
  output(id: string, options?: Partial<LogOptions>): Promise<string>;
  /** Closes all rooms, as an engine that ends, and opens new ones on the same folders. */
  reopen(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const wholeLog: LogOptions = {
  stdout: true,
  stderr: true,
  follow: false,
  timestamps: false,
  since: 0,
  until: 0,
  tail: -1,
};

/** Payloads of all frames, in order. */
export function unframe(data: Buffer): string {
  return Buffer.concat(new FrameDecoder().push(data).map(({ payload }) => payload)).toString();
}

export async function openTestContainers(): Promise<TestContainers> {
  const root = mkdtempSync('/var/tmp/tutti-containers-');
  const run = `/run/${basename(root)}`;
  mkdirSync(run, { mode: 0o700 });
  const events: string[] = [];
  const problems: string[] = [];
  const open = async () => {
    const paths = { root, run };
    const stream = createEvents();
    stream.subscribe(({ Type, Action }) => events.push(`${Type} ${Action}`));
    const [images, networks] = await Promise.all([
      openImages({ paths, events: stream }),
      openNetworks({ paths, events: stream }),
    ]);
    const volumes = openVolumes({ paths, events: stream });
    const containers = await openContainers({
      paths,
      events: stream,
      images,
      networks,
      volumes,
      engineCommand: ['/bin/true'],
      log: (line) => problems.push(line),
    });
    await containers.restore();
    return { images, networks, volumes, containers };
  };
  const close = async (): Promise<void> => {
    await room.containers.close();
    await room.networks.close();
    await room.images.close();
  };
  const room: TestContainers = {
    ...(await open()),
    root,
    run,
    events,
    problems,
    async start(command, request = {}, name) {
      const { Id } = await room.containers.create(name, { Image: 'busybox', Cmd: command, ...request });
      await room.containers.start(Id);
      return Id;
    },
    async runToEnd(command, request) {
      const id = await room.start(command, request);
      const { StatusCode } = await room.containers.wait(id, 'not-running');
      const output = await room.output(id);
      await room.containers.remove(id, { volumes: true });
      return { exitCode: StatusCode, output };
    },
    async output(id, options = {}) {
      const data = await buffer(await room.containers.logs(id, { ...wholeLog, ...options }));
      return (await room.containers.inspect(id)).Config.Tty ? data.toString() : unframe(data);
    },
    async reopen() {
      await close();
      Object.assign(room, await open());
    },
    async [Symbol.asyncDispose]() {
      for (const { Id } of await room.containers.list({ all: true })) {
        await room.containers.remove(Id, { force: true, volumes: true });
      }
      for (const { Id, Name } of room.networks.list()) {
        if (!['host', 'none'].includes(Name)) await room.networks.remove(Id).catch(() => {});
      }
      await close();
      for (const name of ['crun', 'runc']) unmount(`${run}/runtime/${name}`);
      rmSync(run, { recursive: true, force: true });
      rmSync(root, { recursive: true, force: true });
    },
  };
  await room.images.importRootfs(createReadStream(busyboxArchive()), { repo: 'busybox', tag: 'latest' });
  return room;
}
