import type { EventMessage } from '../../engine-api/index.ts';

/** An event about a container; where the stream knows, an end also says whether the restart policy starts it again. */
export interface ContainerEvent extends EventMessage {
  startsAgain?: boolean;
}

/** What Podman does next with a container that ended: starts it by its policy, or puts it away. */
const verdicts: Readonly<Record<string, boolean>> = {
  restart: true,
  init: true,
  start: true,
  stop: false,
  cleanup: false,
  destroy: false,
};

/** Podman's containers have no state between two runs (Docker's `restarting`): an end is told when what follows it decides. */
export async function* withVerdicts(
  events: AsyncIterable<EventMessage>,
): AsyncGenerator<ContainerEvent, void, undefined> {
  const ends = new Map<string, EventMessage>();
  for await (const event of events) {
    const { Action, Actor } = event;
    const end = ends.get(Actor.ID);
    const startsAgain = verdicts[Action];
    if (end !== undefined && startsAgain !== undefined) yield { ...end, startsAgain };
    else if (end !== undefined && Action === 'die') yield end;
    if (startsAgain !== undefined) ends.delete(Actor.ID);
    if (Action === 'die') ends.set(Actor.ID, event);
    else yield event;
  }
  yield* ends.values();
}
