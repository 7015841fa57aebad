import { expect, test } from 'vitest';
import type { OrchestratorEvent } from '../contract-events.ts';
import { parseStatus, SolveEvents } from './solve-status.ts';

const start = '2026-01-01T00:00:01Z';
const end = '2026-01-01T00:00:02Z';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

function follow(): { events: SolveEvents; seen: OrchestratorEvent[] } {
  const seen: OrchestratorEvent[] = [];
  return { seen, events: new SolveEvents((event) => seen.push(event), new Map([['we.b', 'we_b']])) };
}

test('a step of a target belongs to its service, one of no target to nobody', () => {
  const { events, seen } = follow();
  events.apply({
    vertexes: [
      { digest: 'a', name: '[we_b 1/2] FROM x', started: start, completed: end, cached: true },
      { digest: 'b', name: '[internal] load local bake definitions', started: start },
    ],
  });
  expect(seen).toEqual([
    { kind: 'build-step-started', service: 'we.b', step: 'a', name: '[1/2] FROM x', at: Date.parse(start) },
    { kind: 'build-step-done', service: 'we.b', step: 'a', cached: true, at: Date.parse(end) },
    expect.objectContaining({ service: '', name: '[internal] load local bake definitions' }),
  ]);
});

test('a step that begins once more is done when it ends for good', () => {
  const { events, seen } = follow();
  events.apply({ vertexes: [{ digest: 'a', name: 'x', started: start, completed: start }] });
  events.apply({ vertexes: [{ digest: 'a', name: 'x', started: start }] });
  events.settle();
  expect(seen.map(({ kind }) => kind)).toEqual(['build-step-started']);
  events.apply({ vertexes: [{ digest: 'a', name: 'x', started: start, completed: end }] });
  events.settle();
  events.settle();
  expect(seen.map(({ kind }) => kind)).toEqual(['build-step-started', 'build-step-done']);
});

test('the step that failed is kept with its output; those that end because of it are not failures', () => {
  const { events, seen } = follow();
  events.apply({
    vertexes: [
      { digest: 'a', name: '[2/2] RUN x', started: start },
      { digest: 'b', name: '[2/3] RUN y', started: start },
    ],
    logs: [{ vertex: 'a', stream: 2, data: base64('the last words\n') }],
  });
  const error = 'process "x" did not complete successfully: exit code: 7';
  events.apply({
    vertexes: [
      { digest: 'b', name: '[2/3] RUN y', started: start, completed: end, error: 'context canceled' },
      { digest: 'a', name: '[2/2] RUN x', started: start, completed: end, error },
    ],
  });
  expect(events.failed).toEqual({ service: '', name: '[2/2] RUN x', output: 'the last words\n' });
  expect(seen.at(-1)).toMatchObject({ kind: 'build-step-failed', error, exitCode: 7 });
  expect(seen.filter(({ kind }) => kind === 'build-step-failed')).toHaveLength(1);
});

test('a transfer is told of until it ends, and then no more', () => {
  const { events, seen } = follow();
  events.apply({ vertexes: [{ digest: 'a', name: 'x', started: start }] });
  const transfer = { id: 'layer', vertex: 'a', current: 5, total: 10 };
  events.apply({ statuses: [transfer] });
  events.apply({ statuses: [{ ...transfer, current: 10, completed: end }] });
  events.apply({ statuses: [{ ...transfer, current: 10, completed: end }] });
  expect(seen.slice(1)).toEqual([
    expect.objectContaining({ id: 'layer', status: '', current: 5, total: 10 }),
    expect.objectContaining({ id: 'layer', status: 'done', current: 10, total: 10 }),
  ]);
});

test('what is no status is for people', () => {
  expect(parseStatus('{"vertexes":[]}')).toEqual({ vertexes: [] });
  expect(parseStatus('ERROR: failed to solve')).toBeUndefined();
  expect(parseStatus('{ not JSON')).toBeUndefined();
});
