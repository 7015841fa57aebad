import { expect, test } from 'vitest';
import { foldBuild } from './fold-build.ts';

test('steps are in the order of their begin, each with its output, however the events came', () => {
  const service = '';
  const stream = 'stdout';
  const { steps, warnings } = foldBuild([
    { kind: 'build-step-started', service, step: 'b', name: 'RUN b', at: 20 },
    { kind: 'build-step-started', service, step: 'a', name: 'FROM a', at: 10 },
    { kind: 'build-step-done', service, step: 'a', cached: true, at: 11 },
    { kind: 'build-step-output', service, step: 'b', stream, text: 'one ' },
    { kind: 'build-warning', service, message: 'careful' },
    { kind: 'build-step-failed', service, step: 'b', error: 'exit code: 7', at: 30 },
    { kind: 'build-step-output', service, step: 'b', stream, text: 'two' },
  ]);
  expect(steps).toEqual([
    { step: 'a', name: 'FROM a', begin: 10, end: 11, cached: true, output: '' },
    { step: 'b', name: 'RUN b', begin: 20, end: 30, cached: false, error: 'exit code: 7', output: 'one two' },
  ]);
  expect(warnings).toEqual(['careful']);
});

test('a step that builds share is listed once, under the name that it has in this one', () => {
  const names = [
    '[1/4] FROM a',
    '[2/3] RUN b',
    '[2/4] RUN b',
    '[3/4] RUN b',
    '[2/3] RUN other',
    '[x 1/2] RUN b',
  ];
  const events = names.map(
    (name, at) => ({ kind: 'build-step-started', service: '', step: `${at}`, name, at }) as const,
  );
  expect(foldBuild(events).steps.map(({ name }) => name)).toEqual(names.filter((_name, at) => at !== 1));
});
