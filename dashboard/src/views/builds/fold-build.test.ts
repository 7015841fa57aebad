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
