import type { EventMessage, Filters } from '../../engine-api/index.ts';

type Test = (event: EventMessage, value: string) => boolean;

/** One filter's values are alternatives, filters together are conditions. */
const tests: Record<string, Test> = {
  type: (event, value) => event.Type === value,
  event: (event, value) => event.Action === value || event.Action.startsWith(`${value}:`),
  scope: (event, value) => event.scope === value,
  label: (event, value) => {
    const [name = '', ...rest] = value.split('=');
    const label = event.Actor.Attributes[name];
    return rest.length === 0 ? label !== undefined : label === rest.join('=');
  },
  container: (event, value) => isActor(event, 'container', value),
  network: (event, value) => isActor(event, 'network', value),
  volume: (event, value) => isActor(event, 'volume', value),
  image: (event, value) => {
    const image = event.Type === 'image' ? event.Actor.Attributes.name : event.Actor.Attributes.image;
    return event.Actor.ID === value || image === value || image?.split(':')[0] === value;
  },
};

/** Whether the event passes the filters of `GET /events`; unknown filters let pass, as Docker's do. */
export function matchEvent(event: EventMessage, filters: Filters): boolean {
  return Object.entries(filters).every(([name, values]) => {
    const test = tests[name];
    if (!test || values.length === 0) return true;
    return values.some((value) => test(event, value));
  });
}

function isActor(event: EventMessage, type: string, value: string): boolean {
  if (event.Type !== type) return false;
  const { name } = event.Actor.Attributes;
  return name === value || (value.length > 0 && event.Actor.ID.startsWith(value));
}
