import type { EngineEvent, EngineTopics } from '../../dashboard-api/index.ts';
import type { EventMessage } from '../../engine-api/index.ts';
import { pastEvents } from '../model/past-events.ts';
import { type TopicHandler, untilAborted } from '../registry.ts';
import { ContainerNames, describeEvent, eventId } from './describe-event.ts';

type Events = EngineTopics['events'];

/** Of the past, seconds. */
const past = 3_600;

export const followEvents: TopicHandler<Events>['follow'] = async (_params, feed, context) => {
  const { client, model } = await context.engine();
  const names = new ContainerNames(model.containers.values());
  const described = (events: readonly EventMessage[]): EngineEvent[] =>
    events.flatMap((event) => describeEvent(event, names) ?? []);
  let meanwhile: EventMessage[] | undefined = [];
  const stop = model.onEvent((event) => {
    names.take(event);
    meanwhile?.push(event);
    const told = meanwhile === undefined ? described([event]) : [];
    if (told.length > 0) feed.delta(told);
  });
  try {
    const before = await pastEvents(client, { seconds: past }, context.signal);
    for (const event of before) names.take(event);
    const known = new Set(before.map(eventId));
    feed.snapshot(described([...before, ...meanwhile.filter((event) => !known.has(eventId(event)))]));
    meanwhile = undefined;
    await untilAborted(context.signal);
  } finally {
    stop();
  }
};
