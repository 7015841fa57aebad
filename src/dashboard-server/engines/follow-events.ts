import type { EngineEvent, EngineTopics } from '../../dashboard-api/index.ts';
import type { EventMessage } from '../../engine-api/index.ts';
import { pastEvents } from '../model/past-events.ts';
import { type TopicHandler, untilAborted } from '../registry.ts';
import { describeEvent } from './describe-event.ts';

type Events = EngineTopics['events'];

/** Of the past, seconds. */
const past = 3_600;

export const followEvents: TopicHandler<Events>['follow'] = async (_params, feed, context) => {
  const { client, model } = await context.engine();
  let meanwhile: EngineEvent[] | undefined = [];
  const stop = model.onEvent((event: EventMessage) => {
    const told = describeEvent(event);
    if (told === undefined) return;
    if (meanwhile === undefined) feed.delta([told]);
    else meanwhile.push(told);
  });
  try {
    const before = (await pastEvents(client, { seconds: past }, context.signal)).flatMap(
      (event) => describeEvent(event) ?? [],
    );
    const known = new Set(before.map(({ id }) => id));
    feed.snapshot([...before, ...meanwhile.filter(({ id }) => !known.has(id))]);
    meanwhile = undefined;
    await untilAborted(context.signal);
  } finally {
    stop();
  }
};
