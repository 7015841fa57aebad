/**
 * server: the Docker Engine API (v1.51, oldest 1.24) and our own endpoints under `/tutti/` over a unix socket. Routes are
 * thin: what they do is in the other rooms; here are wire forms, checks of bodies, statuses and streams.
 * Entry: `openServer`.
 */
import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Builder } from '../builder/contract.ts';
import type { Containers } from '../containers/contract.ts';
import type { Events } from '../events.ts';
import type { Images } from '../images/contract.ts';
import type { Networks } from '../networks/contract.ts';
import type { EnginePaths } from '../paths.ts';
import type { Volumes } from '../volumes/contract.ts';
import { CallCounter } from './call-counter.ts';
import { createHttpServer } from './http-server.ts';
import { listenOnSocket } from './listen.ts';
import { loadSchemas } from './load-schemas.ts';
import { Router } from './router.ts';
import { absentFeatureRoutes } from './routes/absent-features.ts';
import { buildRoutes } from './routes/build.ts';
import { containerFileRoutes } from './routes/container-files.ts';
import { containerLifeRoutes } from './routes/container-life.ts';
import { containerRecordRoutes } from './routes/container-records.ts';
import { containerStreamRoutes } from './routes/container-streams.ts';
import { execRoutes } from './routes/exec.ts';
import { imageRecordRoutes } from './routes/image-records.ts';
import { imageTransferRoutes } from './routes/image-transfer.ts';
import { networkRoutes } from './routes/networks.ts';
import { systemRoutes } from './routes/system.ts';
import { tuttiBatchRoutes } from './routes/tutti-batch.ts';
import { tuttiBuildRoutes } from './routes/tutti-build.ts';
import { tuttiBuildsRoutes } from './routes/tutti-builds.ts';
import { volumeRoutes } from './routes/volumes.ts';
import { createSystemFacts } from './system-facts.ts';

export interface ServerOptions {
  paths: EnginePaths;
  /** Absolute path of the socket. */
  socket: string;
  version: string;
  images: Images;
  volumes: Volumes;
  networks: Networks;
  containers: Containers;
  builder: Builder;
  events: Events;
  /** The OCI runtime that runs all containers. */
  runtime: { name: string; program: string };
  log: (message: string) => void;
}

export interface ApiServer {
  /** Requests that have no complete answer yet, attached clients included. */
  readonly activeCalls: number;
  /** Called each time when the last of them is over. */
  onQuiet(listener: () => void): void;
  /** New clients find no socket; resolves when those that had found it are known as active calls. */
  withdraw(): Promise<void>;
  /** Cuts all connections. */
  close(): void;
}

/** Listens when it resolves. */
export async function openServer(options: ServerOptions): Promise<ApiServer> {
  const calls = new CallCounter();
  const server = createHttpServer({
    router: new Router(allRoutes(options)),
    serverName: `Tutti/${options.version} (linux)`,
    calls,
    log: options.log,
  });
  await listenOnSocket(server, options.socket);
  // The first body to check shall not wait for it.
  setImmediate(() => void loadSchemas());
  return {
    get activeCalls() {
      return calls.count;
    },
    onQuiet: (listener) => calls.onQuiet(listener),
    withdraw: () => withdraw(server, options.socket),
    close: () => server.closeAllConnections(),
  };
}

function allRoutes(options: ServerOptions): ReturnType<typeof systemRoutes> {
  const { containers, images, volumes, networks, builder, events } = options;
  return [
    ...systemRoutes(createSystemFacts(options), events, images),
    ...containerRecordRoutes(containers),
    ...containerLifeRoutes(containers),
    ...containerStreamRoutes(containers),
    ...containerFileRoutes(containers),
    ...execRoutes(containers),
    ...imageRecordRoutes(images),
    ...imageTransferRoutes(images),
    ...buildRoutes(builder),
    ...networkRoutes(networks, containers),
    ...volumeRoutes(volumes),
    ...tuttiBatchRoutes(containers),
    ...tuttiBuildRoutes(builder),
    ...tuttiBuildsRoutes(builder),
    ...absentFeatureRoutes(),
  ];
}

async function withdraw(server: Server, socket: string): Promise<void> {
  rmSync(socket, { force: true });
  // Connections that wait in the kernel's queue are taken in the next turns of the event loop.
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  server.close();
  server.closeIdleConnections();
}
