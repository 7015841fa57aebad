import { readFile } from 'node:fs/promises';
import type {
  ContainerCreateRequest,
  ContainerCreateResponse,
  ContainerSummary,
  PortBinding,
} from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { EngineError, parseSocketTable } from '../../shared/index.ts';
import { PlainCalls } from './container-calls.ts';

type Bindings = NonNullable<NonNullable<ContainerCreateRequest['HostConfig']>['PortBindings']>;

/**
 * Podman takes no range of host ports over its API. So the first port of it is taken here that no container has and, where the engine
 * is this machine's, nobody listens at: when the container is made, where Docker chooses when it starts.
 */
export class PodmanCalls extends PlainCalls {
  readonly #client: EngineClient;
  readonly #signal: AbortSignal;
  /** One after the other, or two containers would choose the same port. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: EngineClient, signal: AbortSignal) {
    super(client, signal);
    this.#client = client;
    this.#signal = signal;
  }

  override create(
    name: string,
    platform: string | undefined,
    request: ContainerCreateRequest,
  ): Promise<ContainerCreateResponse> {
    const bindings = request.HostConfig?.PortBindings ?? {};
    if (!Object.values(bindings).some((each) => each?.some(isRange)))
      return super.create(name, platform, request);
    const created = this.#last.then(async () => {
      const PortBindings = chooseHostPorts(bindings, await this.#taken());
      return super.create(name, platform, {
        ...request,
        HostConfig: { ...request.HostConfig, PortBindings },
      });
    });
    this.#last = created.catch(() => undefined);
    return created;
  }

  /** `8080/tcp`. */
  async #taken(): Promise<Set<string>> {
    const containers = await this.#client.json<ContainerSummary[]>({
      method: 'GET',
      path: '/containers/json',
      query: { all: true },
      signal: this.#signal,
    });
    const published = containers.flatMap(({ Ports }) => Ports ?? []);
    const taken = published.map(({ PublicPort, Type }) => `${PublicPort}/${Type}`);
    return new Set([...taken, ...(await this.#listening())]);
  }

  async #listening(): Promise<string[]> {
    if (this.#client.endpoint.transport !== 'unix') return [];
    const tables = ['tcp', 'udp'].flatMap((protocol) => [protocol, `${protocol}6`]);
    const found = tables.map(async (table) => {
      const protocol = table.startsWith('tcp') ? 'tcp' : 'udp';
      const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '');
      const listening = parseSocketTable(text, protocol).filter(({ isListening }) => isListening);
      return listening.map(({ port }) => `${port}/${protocol}`);
    });
    return (await Promise.all(found)).flat();
  }
}

/** The same with one port for each range, which is then taken. @throws EngineError in Docker's words when none is free */
export function chooseHostPorts(bindings: Bindings, taken: Set<string>): Bindings {
  const chosen = Object.entries(bindings).map(([key, each]) => {
    const protocol = key.split('/')[1] ?? 'tcp';
    return [
      key,
      each?.map((binding) => (isRange(binding) ? choose(binding, protocol, taken) : binding)) ?? null,
    ];
  });
  return Object.fromEntries(chosen);
}

function choose(binding: PortBinding, protocol: string, taken: Set<string>): PortBinding {
  const [first = 0, last = 0] = (binding.HostPort ?? '').split('-').map(Number);
  for (let port = first; port <= last; port += 1) {
    if (taken.has(`${port}/${protocol}`)) continue;
    taken.add(`${port}/${protocol}`);
    return { ...binding, HostPort: String(port) };
  }
  throw new EngineError('system', `all ports are allocated: ${binding.HostPort}/${protocol}`);
}

function isRange({ HostPort }: PortBinding): boolean {
  return HostPort?.includes('-') ?? false;
}
