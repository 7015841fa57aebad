/** What to do when an engine refuses to start a container; its own words stay as they are. */
import { EngineError } from '../../shared/index.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { portHolder } from '../observe/port-holder.ts';

/** Docker says it in different ways: for ports of containers, for those of others, and in versions before 28. */
const portInUse =
  /(?:Bind for|host port for|listen (?:tcp|udp)[46]?) (?:\[[^\]]*\]|[\d.]*):(\d+)\b.*(?:already allocated|already in use)/;

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
    /no space left on device/i,
    '`tutti system df` shows what takes the space, `tutti system prune` removes what nothing uses.',
  ],
  [
    /: permission denied: unknown$/,
    'Its program may not be executed: chmod +x where it is built or mounted from.',
  ],
];

/** The same refusal with a hint, where one is known; anything else as it is. */
export async function withHint(query: ContainerQuery, error: unknown): Promise<unknown> {
  if (!(error instanceof EngineError) || query.signal.aborted) return error;
  const port = portOf(error.message);
  const hint =
    port === undefined
      ? hints.find(([pattern]) => pattern.test(error.message))?.[1]
      : await portHint(query, port);
  return hint === undefined ? error : new EngineError(error.kind, error.message, { cause: error, hint });
}

/** The port of the host that is taken, when that is what the engine says. */
export function portOf(message: string): number | undefined {
  const port = portInUse.exec(message)?.[1];
  return port === undefined ? undefined : Number(port);
}

async function portHint(query: ContainerQuery, port: number): Promise<string> {
  // The refusal is what matters; whoever held the port may be gone.
  const holder = await portHolder(query, port).catch(() => undefined);
  const who = holder === undefined ? `Something else has port ${port}` : `Port ${port} is held by ${holder}`;
  return `${who}: stop that, or publish another port.`;
}
