/** Looks at a project through the engine's API; changes nothing. */
import type { ContainerInspect, ContainerSummary, EventMessage } from '../../engine-api/index.ts';
import { pastEvents } from '../../engine-client/index.ts';
import type { DoctorOptions } from '../contract-doctor.ts';
import { runLimited } from '../execute/run-limited.ts';
import { isOneOff, nameOf, serviceOf } from '../model/names.ts';
import { type ContainerQuery, inspectContainer, listContainers } from '../observe/containers.ts';
import { inspectImage } from '../observe/images.ts';
import { readLog } from '../streams/container-logs.ts';
import type { Seen } from '../streams/process-output.ts';
import { eventFilters } from '../streams/project-events.ts';
import { emptyFolders, listeningSockets, writableFilesystems } from './observe-inside.ts';
import type { Death, ObservedContainer, Snapshot } from './snapshot.ts';

/** Seconds of the past that are looked at for what happened. */
const recent = 600;
const logLines = '200';
const atOnce = 8;

interface EngineInfo {
  Architecture?: string;
  SystemTime?: string;
}

export interface Observation {
  snapshot: Snapshot;
  unseen: string[];
}

/** The named services' containers; all others too, for they explain what is wrong with those. */
export async function observe(options: DoctorOptions): Promise<Observation> {
  const { client, signal, project } = options;
  const info = await client.json<EngineInfo>({ method: 'GET', path: '/info', signal });
  const listed = (await listContainers(options, project.name)).filter((container) => !isOneOff(container));
  const events = await recentEvents(options, project.name, info);
  const unseen: string[] = [];
  const containers: ObservedContainer[] = [];
  await runLimited(listed, atOnce, async (container) => {
    const seen = await observeContainer(options, container, events, unseen);
    if (seen !== undefined) containers.push(seen);
  });
  containers.sort((a, b) => (a.name < b.name ? -1 : 1));
  const snapshot = {
    architecture: architectureOf(info.Architecture ?? ''),
    containers,
    unset: options.unset ?? [],
  };
  return { snapshot, unseen: unseen.sort() };
}

async function observeContainer(
  query: ContainerQuery,
  container: ContainerSummary,
  events: readonly EventMessage[],
  unseen: string[],
): Promise<ObservedContainer | undefined> {
  const inspect = await inspectContainer(query, container.Id);
  if (inspect === undefined) return undefined;
  const name = nameOf(container);
  const own = events.filter(({ Actor }) => Actor.ID === container.Id);
  const take = <T>(what: string, seen: Seen<T> | undefined): T | undefined => {
    if (seen === undefined) return undefined;
    if ('value' in seen) return seen.value;
    unseen.push(`${name}: ${what} (${seen.missing})`);
    return undefined;
  };
  const [image, log, folders, sockets, filesystems] = await Promise.all([
    inspectImage(query, inspect.Image),
    lastLog(query, container),
    emptyFolders(query, inspect).catch((error: unknown) => {
      query.signal.throwIfAborted();
      unseen.push(`${name}: what its mounts are (${error instanceof Error ? error.message : ''})`);
      return [];
    }),
    runs(inspect) ? listeningSockets(query, container.Id) : undefined,
    runs(inspect) ? writableFilesystems(query, inspect) : undefined,
  ]);
  return {
    service: serviceOf(container),
    name,
    inspect,
    image,
    log,
    sockets: take('what it listens on', sockets),
    filesystems: take('its disks', filesystems) ?? [],
    emptyFolders: folders,
    deaths: own.filter(({ Action }) => Action === 'die').map(deathOf),
    memoryRanOut: own.some(({ Action }) => Action === 'oom'),
  };
}

/** Not while it waits for its next start: it may end under the look. */
function runs({ State }: ContainerInspect): boolean {
  return State.Running && !State.Paused && !State.Restarting;
}

async function lastLog(query: ContainerQuery, container: ContainerSummary): Promise<string[]> {
  const lines: string[] = [];
  const request = { follow: false, timestamps: false, tail: logLines };
  try {
    for await (const batch of readLog(query, container, request))
      lines.push(...batch.map(({ line }) => line));
  } catch {
    query.signal.throwIfAborted();
    // Some drivers cannot be read (`logging: none`): there is no log then.
  }
  return lines;
}

/** By the engine's clock: it may be on another machine. */
async function recentEvents(
  { client, signal }: ContainerQuery,
  project: string,
  { SystemTime }: EngineInfo,
): Promise<EventMessage[]> {
  const parsed = Date.parse(SystemTime ?? '');
  const now = Math.floor((Number.isNaN(parsed) ? Date.now() : parsed) / 1000);
  const range = { since: String(now - recent), until: String(now) };
  const events: EventMessage[] = [];
  const query = { ...range, filters: eventFilters(project), signal };
  for await (const event of pastEvents(client, query)) events.push(event);
  return events;
}

function deathOf({ time, Actor }: EventMessage): Death {
  return { time, exitCode: Number(Actor.Attributes.exitCode ?? 0) };
}

/** `uname -m` → Go's name. */
export function architectureOf(machine: string): string {
  if (machine === 'x86_64') return 'amd64';
  if (machine === 'aarch64') return 'arm64';
  if (/^armv?\d/.test(machine)) return 'arm';
  return /^i[3-6]86$/.test(machine) ? '386' : machine;
}
