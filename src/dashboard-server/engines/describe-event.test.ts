import { expect, test } from 'vitest';
import type { EventMessage } from '../../engine-api/index.ts';
import { ContainerNames, describeEvent } from './describe-event.ts';

const web = 'a'.repeat(64);
const gone = 'b'.repeat(64);
const unknown = 'c'.repeat(64);

function event(Type: EventMessage['Type'], Action: string, ID: string, Attributes = {}): EventMessage {
  return { Type, Action, Actor: { ID, Attributes }, time: 1, timeNano: 1_000_000_000n, scope: 'local' };
}

test('who joins and leaves a network is told by name, also of containers that are gone', () => {
  const names = new ContainerNames([{ id: web, name: 'app-web-1' }]);
  names.take(event('container', 'destroy', gone, { name: 'app-old-1' }));
  const joined = (container: string) =>
    describeEvent(event('network', 'connect', 'n1', { name: 'app_default', container }), names);
  expect(joined(web)).toMatchObject({ name: 'app_default', text: 'app-web-1' });
  expect(joined(gone)?.text).toBe('app-old-1');
  expect(joined(unknown)?.text).toBe('cccccccccccc');
});

test('names follow a container that is called otherwise', () => {
  const names = new ContainerNames([{ id: web, name: 'app-web-1' }]);
  names.take(event('container', 'rename', web, { name: 'shop' }));
  expect(names.of(web)).toBe('shop');
});
