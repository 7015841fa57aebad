/** What to do when an engine refuses to start a container; its own words stay as they are. */
import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { containerWithPort, processWithPort } from '../observe/port-holder.ts';

/** Docker says it in different ways: for ports of containers, for those of others, in versions before 28, and IPv6 without brackets. */
const portInUse =
  /(?:Bind for|host port for|listen (?:tcp|udp)[46]?) (?:\[[^\]]*\]|[\d.]*|[\da-f:]*):(\d+)\b.*(?:already allocated|already in use)/;

const hints: readonly [RegExp, string][] = [
  [
    /executable file not found|no such file or directory: unknown$/,
    'Its image has no such program: look at command and entrypoint.',
  ],
  [
    /exec format error/,
    'Its program is for another processor, or a script without #!: `tutti doctor` says more.',
  ],
  [
    /mount a directory onto a file/,
    'A file that is to be mounted is a folder, perhaps made because the file was not there: `tutti doctor` says which.',
  ],
  [
    /container name .* is already in use/,
    'Remove or rename the container that has the name, or give this one another `container_name`.',
  ],
  [
    /bind source path does not exist/,
    'Create what is to be mounted, or correct the path; it is relative to the file that says it.',
  ],
  [
    /unable to find (?:user|group)/,
    'Its image has no such name: add it where the image is built, or give a number.',
  ],
  [
    /strconv\.Atoi: parsing "\d+-\d+"/,
    'Podman takes no range of host ports: publish one port, or leave the choice to it (`ports: ["80"]`).',
  ],
  [/adding custom device/, 'This machine has no such device: correct `devices`, or load its driver.'],
  [
    /no space left on device/i,
    '`tutti system df` shows what takes the space, `tutti system prune` removes what nothing uses.',
  ],
  [
    /: permission denied: unknown$/,
    'Its program may not be executed: chmod +x where it is built or mounted from.',
  ],
];

/** The same refusal with a hint and the place in the project that it is about, where they are known; anything else as it is. */
export async function explained(
  work: ContainerQuery & { project: Project },
  error: unknown,
  service: string,
): Promise<unknown> {
  if (!(error instanceof EngineError) || work.signal.aborted) return error;
  const { kind, message } = error;
  const port = portOf(message);
  const hint =
    port === undefined
      ? hints.find(([pattern]) => pattern.test(message))?.[1]
      : await portHint(work, { message, service, port });
  const path = refusedPath(work.project, service, message);
  return new EngineError(kind, message, { cause: error, path, ...(hint === undefined ? {} : { hint }) });
}

/** The port of the host that is taken, when that is what the engine says. */
export function portOf(message: string): number | undefined {
  const port = portInUse.exec(message)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** Where the cause of a refusal stands; the service itself where the engine's words do not tell. */
export function refusedPath(project: Project, service: string, message: string): string[] {
  const config = project.services[service];
  const own = ['services', service];
  if (config === undefined) return own;
  const port = portOf(message);
  if (port !== undefined) return [...own, ...portPath(config, port)];
  const source = /bind source path does not exist: (.+)$/m.exec(message)?.[1];
  if (source !== undefined) return filePath(project, service, source) ?? own;
  const attribute = attributes.find(([pattern, key]) => pattern.test(message) && config[key] !== undefined);
  return attribute === undefined ? own : [...own, attribute[1]];
}

type Attribute =
  | 'container_name'
  | 'ports'
  | 'user'
  | 'entrypoint'
  | 'command'
  | 'image'
  | 'devices'
  | 'runtime'
  | 'volumes'
  | 'sysctls'
  | 'cap_add'
  | 'logging';

/** The first that the service has, for a refusal whose words match. */
const attributes: readonly [RegExp, Attribute][] = [
  [/container name .* is already in use/, 'container_name'],
  [/strconv\.Atoi: parsing "\d+-\d+"/, 'ports'],
  [/unable to find (?:user|group)|no matching entries in passwd/, 'user'],
  [/executable file not found|exec format error|: unknown$/, 'entrypoint'],
  [/executable file not found|exec format error|: unknown$/, 'command'],
  [/[Nn]o such image/, 'image'],
  [/custom device/, 'devices'],
  [/mount/, 'volumes'],
  [/runtime/, 'runtime'],
  [/sysctl/, 'sysctls'],
  [/capabilit/, 'cap_add'],
  [/log driver|logging/, 'logging'],
];

function portPath({ ports = [] }: ServiceConfig, port: number): string[] {
  const index = ports.findIndex(({ published = '' }) => {
    const [first = 0, last = first] = published.split('-').map(Number);
    return port >= first && port <= last;
  });
  return index < 0 ? ['ports'] : ['ports', String(index)];
}

/** What a service mounts from a path of the machine: a volume of its own, or a secret or config of the project. */
function filePath(project: Project, service: string, source: string): string[] | undefined {
  const { volumes = [] } = project.services[service] ?? {};
  const index = volumes.findIndex((volume) => volume.type === 'bind' && volume.source === source);
  if (index >= 0) return ['services', service, 'volumes', String(index)];
  for (const section of ['secrets', 'configs'] as const) {
    const name = Object.entries(project[section]).find(([, { file }]) => file === source)?.[0];
    if (name !== undefined) return [section, name, 'file'];
  }
  return undefined;
}

type PortQuery = ContainerQuery & { project: Project };

async function portHint(query: PortQuery, { message, service, port }: PortRefusal): Promise<string> {
  const holder = await holderOf(query, { message, service, port });
  const who = holder === undefined ? `Something else has port ${port}` : `Port ${port} is held by ${holder}`;
  return `${who}: stop that, or publish another port.`;
}

interface PortRefusal {
  message: string;
  service: string;
  port: number;
}

async function holderOf(
  query: PortQuery,
  { message, service, port }: PortRefusal,
): Promise<string | undefined> {
  // Our engine knows it best.
  const told = /\(by (container [^()]+)\)$/.exec(message)?.[1];
  if (told !== undefined) return told;
  // The refusal is what matters; whoever held the port may be gone.
  const container = await containerWithPort(query, port).catch(() => undefined);
  if (container !== undefined) return container;
  // An engine's own process listens for its containers, also for one that does not run yet: it is not to be stopped.
  if (!message.includes('already allocated')) return processWithPort(query, port).catch(() => undefined);
  const other = Object.entries(query.project.services).find(
    ([name, config]) => name !== service && portPath(config, port).length > 1,
  );
  return other === undefined ? 'another container' : `service ${other[0]} of this project`;
}
