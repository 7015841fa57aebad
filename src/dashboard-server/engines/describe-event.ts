import type { EngineEvent } from '../../dashboard-api/index.ts';
import { type EventMessage, exitCodeInWords } from '../../engine-api/index.ts';
import { label } from '../model/labels.ts';

/** What exec and copying tell of is no news, and health checks would fill the list with it. */
const noise = /^(exec_|attach|detach|resize|top|archive-path|extract-to-dir)/;

/** Names of containers by their ids, also of those that are gone: networks tell who joins and leaves by id alone. */
export class ContainerNames {
  readonly #names = new Map<string, string>();

  constructor(containers: Iterable<{ id: string; name: string }>) {
    for (const { id, name } of containers) this.#names.set(id, name);
  }

  take({ Type, Actor: { ID, Attributes } }: EventMessage): void {
    if (Type === 'container' && Attributes['name'] !== undefined) this.#names.set(ID, Attributes['name']);
  }

  /** What there is of an id where no name is known. */
  of(id: string): string {
    return this.#names.get(id) ?? id.slice(0, 12);
  }
}

/** For people; undefined where it is not worth a line. */
export function describeEvent(event: EventMessage, names: ContainerNames): EngineEvent | undefined {
  if (noise.test(event.Action)) return undefined;
  const { ID, Attributes } = event.Actor;
  const text = detailOf(event, names);
  const project = Attributes[label.project];
  const service = Attributes[label.service];
  return {
    id: eventId(event),
    at: timeOf(event),
    type: event.Type === 'daemon' ? 'engine' : event.Type,
    action: event.Action,
    name: Attributes['name'] ?? ID,
    ...(project === undefined ? {} : { project }),
    ...(service === undefined ? {} : { service }),
    ...(text === undefined ? {} : { text }),
  };
}

export function eventId({ time, timeNano, Type, Action, Actor }: EventMessage): string {
  return `${timeNano || time}-${Type}-${Action}-${Actor.ID}`;
}

/** Unix milliseconds. */
export function timeOf({ time, timeNano }: EventMessage): number {
  return timeNano ? Number(timeNano / 1_000_000n) : time * 1000;
}

export function exitInWords(code: string): string {
  const words = exitCodeInWords(Number(code));
  return words === '' ? `exit code ${code}` : `exit code ${code}: ${words}`;
}

function detailOf(
  { Action, Actor: { Attributes } }: EventMessage,
  names: ContainerNames,
): string | undefined {
  const { exitCode, signal, container, image } = Attributes;
  if (Action === 'die' && exitCode !== undefined) return exitInWords(exitCode);
  if (Action === 'kill' && signal !== undefined) return `signal ${signal}`;
  if (Action === 'connect' || Action === 'disconnect') return container && names.of(container);
  return Action === 'create' ? image : undefined;
}
