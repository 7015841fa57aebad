import type { DiskUsage, Filters, VersionResponse } from '../../../engine-api/index.ts';
import { exactJson } from '../../../shared/index.ts';
import type { Events } from '../../events.ts';
import type { Images } from '../../images/contract.ts';
import type { Call } from '../call.ts';
import { matchEvent } from '../event-filter.ts';
import { JsonLines } from '../json-lines.ts';
import { loadSchemas } from '../load-schemas.ts';
import type { Route } from '../router.ts';

/** What the engine knows about itself and its host. */
export interface SystemFacts {
  version(): VersionResponse;
  /** Answer of `GET /info`. */
  info(): Promise<Record<string, unknown>>;
  diskUsage(kinds: DiskUsageKind[]): Promise<DiskUsage>;
}

export type DiskUsageKind = 'container' | 'image' | 'volume' | 'build-cache';
const diskUsageKinds: DiskUsageKind[] = ['container', 'image', 'volume', 'build-cache'];

export function systemRoutes(facts: SystemFacts, events: Events, images: Pick<Images, 'login'>): Route[] {
  return [
    { method: 'GET', pattern: '/_ping', handle: ping },
    { method: 'HEAD', pattern: '/_ping', handle: ping },
    { method: 'GET', pattern: '/version', handle: (call) => call.json(facts.version()) },
    {
      method: 'GET',
      pattern: '/info',
      async handle(call) {
        call.json(await facts.info());
      },
    },
    { method: 'GET', pattern: '/events', handle: (call) => serveEvents(events, call) },
    {
      method: 'GET',
      pattern: '/system/df',
      async handle(call) {
        const asked = call.query.all('type');
        const kinds = diskUsageKinds.filter((kind) => asked.length === 0 || asked.includes(kind));
        call.json(await facts.diskUsage(kinds));
      },
    },
    {
      method: 'POST',
      pattern: '/auth',
      async handle(call) {
        const { readBody, registryAuth } = await loadSchemas();
        call.json(await images.login(await readBody(call, registryAuth), call.signal));
      },
    },
  ];
}

function ping(call: Call): void {
  call.response.writeHead(200, {
    // The classic builder: BuildKit's protocol is not spoken.
    'Builder-Version': '1',
    'Cache-Control': 'no-cache, no-store, must-revalidate',
    'Content-Length': 2,
    'Content-Type': 'text/plain; charset=utf-8',
    'Docker-Experimental': 'false',
    Pragma: 'no-cache',
    Swarm: 'inactive',
  });
  call.response.end(call.request.method === 'HEAD' ? undefined : 'OK');
}

/** Streams until the client goes, or until `until`; a moment in the past gives what is remembered and ends. */
async function serveEvents(events: Events, call: Call): Promise<void> {
  const filters: Filters = call.query.filters();
  const until = call.query.moment('until');
  const lines = new JsonLines(call);
  lines.open();
  const stop = events.subscribe((event) => {
    if (until !== undefined && event.timeNano > until) return;
    if (matchEvent(event, filters)) lines.writeText(exactJson(event));
  }, call.query.moment('since'));
  await clientGoesOrTimeComes(call.signal, until);
  stop();
  lines.end();
}

/** A longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function clientGoesOrTimeComes(signal: AbortSignal, until: bigint | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (until === undefined) return undefined;
    const milliseconds = Math.min(Number(until / 1_000_000n) - Date.now(), LONGEST_TIMER_MS);
    const timer = setTimeout(resolve, Math.max(0, milliseconds));
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    return undefined;
  });
}
