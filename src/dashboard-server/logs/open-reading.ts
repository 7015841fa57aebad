import type { LogPick, LogView } from '../../dashboard-api/index.ts';
import { messageOf } from '../../shared/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { LineReader } from './line-reader.ts';
import { Matcher } from './matcher.ts';
import type { Reading, ReadSource } from './reading.ts';
import { sourcesOf } from './sources.ts';

/** A view's reading, whose sources can be looked up anew. */
export interface LogReading extends Reading {
  /** Takes in containers that came and went: those that are gone stay, for their lines are on the page. */
  refresh(): void;
}

/** @throws UserError `log-query` */
export async function openReading(live: LiveEngine, view: LogView, signal: AbortSignal): Promise<LogReading> {
  const matcher = await Matcher.of(view.query);
  const sources = new Map<string, ReadSource>();
  const reading: LogReading = {
    reader: new LineReader(live.client),
    matcher,
    // Podman sends lines that were written bit by bit with a time before each bit.
    sieve: (await live.client.isPodman()) ? undefined : matcher?.sieve,
    signal,
    sources: [],
    ...(view.since === undefined ? {} : { since: view.since }),
    ...(view.until === undefined ? {} : { until: view.until }),
    onProblem({ source }, error) {
      source.problem = messageOf(error);
    },
    refresh() {
      takeIn(sources, live, view.picks);
      reading.sources = [...sources.values()];
    },
  };
  reading.refresh();
  return reading;
}

function takeIn(sources: Map<string, ReadSource>, live: LiveEngine, picks: readonly LogPick[]): void {
  const found = new Map(
    sourcesOf(live.model.containers.values(), picks).map((each) => [each.container, each]),
  );
  for (const known of sources.values())
    known.source.running = found.get(known.container)?.source.running ?? false;
  for (const [container, each] of found) if (!sources.has(container)) sources.set(container, each);
}
