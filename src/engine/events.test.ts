import { expect, test } from 'vitest';
import type { EventMessage } from '../engine-api/index.ts';
import { createEvents } from './events.ts';

test('a listener hears what happens until it stops', () => {
  const events = createEvents();
  const heard: string[] = [];
  const stop = events.subscribe((event) => heard.push(event.Action));
  events.emit('container', 'start', 'c1', {});
  stop();
  events.emit('container', 'die', 'c1', {});
  expect(heard).toEqual(['start']);
});

test('what happened since a moment is told first, in order, each once', () => {
  const events = createEvents();
  const all: EventMessage[] = [];
  events.subscribe((event) => all.push(event));
  for (const action of ['create', 'start', 'die']) events.emit('container', action, 'c1', {});
  const heard: string[] = [];
  events.subscribe((event) => heard.push(event.Action), 0n);
  events.emit('container', 'destroy', 'c1', {});
  expect(heard).toEqual(['create', 'start', 'die', 'destroy']);
  const late: string[] = [];
  events.subscribe((event) => late.push(event.Action), BigInt(Date.now() + 60_000) * 1_000_000n);
  expect(late).toEqual([]);
});

test('containers and images carry the fields of old clients', () => {
  const events = createEvents();
  const heard: EventMessage[] = [];
  events.subscribe((event) => heard.push(event));
  events.emit('container', 'start', 'c1', { image: 'redis' });
  events.emit('network', 'create', 'n1', { name: 'net' });
  expect(heard[0]).toMatchObject({ status: 'start', id: 'c1', from: 'redis', scope: 'local' });
  expect(heard[1]).not.toHaveProperty('status');
});

test('checks that run again and again do not push out what happened, and are told in their place', () => {
  const events = createEvents();
  events.emit('container', 'create', 'c1', {});
  for (let round = 0; round < 5_000; round += 1) events.emit('container', 'exec_start: true', 'c1', {});
  events.emit('container', 'die', 'c1', {});
  events.emit('container', 'exec_die', 'c1', {});
  const heard: string[] = [];
  events.subscribe((event) => heard.push(event.Action), 0n);
  expect(heard[0]).toBe('create');
  expect(heard.slice(-3)).toEqual(['exec_start: true', 'die', 'exec_die']);
  expect(heard.length).toBeLessThan(2_100);
});
