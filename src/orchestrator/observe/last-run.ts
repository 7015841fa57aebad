import type { ContainerInspect } from '../../engine-api/index.ts';
import { pastEvents } from '../../engine-client/index.ts';
import { formatTimestamp, parseTimestamp, unixSeconds } from '../../shared/index.ts';
import type { ContainerQuery } from './containers.ts';

/** From the last event before the program runs to `StartedAt`, on a machine that is very busy. Nanoseconds. */
const longestStart = 60_000_000_000n;

/**
 * When the last run of a container began: none of its lines is older (RFC 3339; undefined when it never ran). Docker and Podman take
 * `StartedAt` when the program runs already and may have said something. On Podman the event `init` comes before; on Docker there is
 * nothing but the end of the run before.
 */
export async function lastRunBegan(
  { client, signal }: ContainerQuery,
  { Id, State: { StartedAt } }: Pick<ContainerInspect, 'Id' | 'State'>,
): Promise<string | undefined> {
  const startedAt = parseTimestamp(StartedAt) ?? 0n;
  if (startedAt <= 0n) return undefined;
  if (await client.offers('build')) return StartedAt;
  const podman = await client.isPodman();
  const events = pastEvents(client, {
    since: unixSeconds(startedAt - longestStart),
    until: unixSeconds(startedAt),
    filters: { container: [Id], event: [podman ? 'init' : 'die'] },
    signal,
  });
  let began = podman ? StartedAt : formatTimestamp(startedAt - longestStart);
  for await (const { timeNano } of events) began = formatTimestamp(timeNano);
  return began;
}
