import { expect, test } from 'vitest';
import type { BuildProgressEvent } from '../../orchestrator/index.ts';
import { BuildLog } from './build-log.ts';

const started = (service: string): BuildProgressEvent => ({
  kind: 'build-started',
  service,
  image: `app-${service}`,
  at: 1,
});

const step = (service: string, name: string): BuildProgressEvent => ({
  kind: 'build-step-started',
  service,
  step: name,
  name,
  at: 2,
});

function stepsOf(log: BuildLog): Record<string, string[]> {
  return Object.fromEntries(
    log.rows.map(({ id, project, service }) => [
      `${project}/${service}`,
      log.events(id)?.flatMap((event) => (event.kind === 'build-step-started' ? event.name : [])) ?? [],
    ]),
  );
}

test('steps without a service are of the only one that is built', () => {
  const log = new BuildLog();
  log.take(started('web'), 'app', 1);
  expect(log.take(step('', '[1/2] FROM x'), 'app', 2)).toMatchObject({ service: 'web' });
  log.take(started('worker'), 'app', 3);
  expect(log.take(step('', '[internal] load'), 'app', 4)).toMatchObject({ service: '' });
  expect(stepsOf(log)).toEqual({ 'app/web': ['[1/2] FROM x'], 'app/worker': [] });
});

test('what a step printed may come after its failure', () => {
  const log = new BuildLog();
  log.take(started('web'), 'app', 1);
  log.take(step('', 'RUN make'), 'app', 2);
  log.take(
    { kind: 'build-step-failed', service: '', step: 'RUN make', error: 'exit code: 7', at: 3 },
    'app',
    3,
  );
  const output = { kind: 'build-step-output', step: 'RUN make', stream: 'stdout', text: 'no rule' } as const;
  expect(log.take({ ...output, service: '' }, 'app', 3)).toMatchObject({ service: 'web' });
  log.endAll('app', 4);
  expect(
    log
      .events('build-1')
      ?.map(({ kind }) => kind)
      .slice(-2),
  ).toEqual(['build-step-failed', 'build-step-output']);
});

test('services of the same name of two projects that are built at once are told apart', () => {
  const log = new BuildLog();
  log.take(started('web'), 'app', 1);
  log.take(started('web'), 'shop', 1);
  log.take(step('web', 'of app'), 'app', 2);
  log.take(step('web', 'of shop'), 'shop', 2);
  log.endAll('app', 3);
  expect(stepsOf(log)).toEqual({ 'app/web': ['of app'], 'shop/web': ['of shop'] });
  expect(log.rows.map(({ state, steps }) => [state, steps])).toEqual([
    ['failed', 1],
    ['running', 1],
  ]);
});
