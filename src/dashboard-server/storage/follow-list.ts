import type { RowsDelta } from '../../dashboard-api/index.ts';
import type { EventMessage } from '../../engine-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { type Feed, type HandlerContext, type Merged, type TopicHandler, untilAborted } from '../registry.ts';
import { mergeRows, RowSet } from '../rows.ts';

/** Milliseconds that changes are gathered for before a list is asked for anew. */
const gather = 200;

interface ListTopic<Row> {
  params: Record<string, never>;
  snapshot: Row[];
  delta: RowsDelta<Row>;
}

export interface Listed<Row, Source> {
  key: (row: Row) => string;
  /** Asks the engine. */
  read: (live: LiveEngine, signal: AbortSignal) => Promise<Source>;
  /** With who uses what now. */
  rows: (source: Source, live: LiveEngine) => Row[];
  /** Whether an event means that the engine is to be asked again. */
  concerns: (event: EventMessage) => boolean;
}

/** A list of the engine's, asked for anew after events of its kind, and made anew when containers change. */
export function followList<Row, Source>(
  listed: Listed<Row, Source>,
): Pick<TopicHandler<ListTopic<Row>>, 'of' | 'merge' | 'follow'> {
  return {
    of: 'engine',
    merge: (pending, next): Merged<RowsDelta<Row>> => ({
      delta: mergeRows(pending, next, listed.key) ?? { set: [], removed: [] },
    }),
    follow: (_params, feed, context) => follow(listed, feed, context),
  };
}

async function follow<Row, Source>(
  { key, read, rows, concerns }: Listed<Row, Source>,
  feed: Feed<ListTopic<Row>>,
  context: HandlerContext,
): Promise<void> {
  const { signal } = context;
  const live = await context.engine();
  let source: Source = await read(live, signal);
  const told = new RowSet<Row>(key);
  const first = rows(source, live);
  told.update(first);
  feed.snapshot(first);
  const tell = (): void => {
    const delta = told.update(rows(source, live));
    if (delta !== undefined) feed.delta(delta);
  };
  let timer: NodeJS.Timeout | undefined;
  const readAgain = (): void => {
    timer = undefined;
    read(live, signal).then(
      (found) => {
        source = found;
        tell();
      },
      // The engine went, which its events tell.
      () => undefined,
    );
  };
  const stopEvents = live.model.onEvent((event) => {
    if (concerns(event)) timer ??= setTimeout(readAgain, gather);
  });
  const stopChanges = live.model.onChange(tell);
  await untilAborted(signal);
  clearTimeout(timer);
  stopEvents();
  stopChanges();
}
