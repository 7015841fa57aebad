import { expect, test } from 'vitest';
import type { EventMessage } from '../../engine-api/index.ts';
import { withVerdicts } from './restart-verdict.ts';

async function told(...lines: string[]): Promise<string[]> {
  const events = (async function* () {
    for (const line of lines) {
      const [ID = '', Action = ''] = line.split(' ');
      yield { Type: 'container', Action, Actor: { ID, Attributes: {} } } as EventMessage;
    }
  })();
  const found: string[] = [];
  for await (const { Actor, Action, startsAgain } of withVerdicts(events))
    found.push([Actor.ID, Action, startsAgain ?? ''].join(' ').trim());
  return found;
}

test('an end is told with what comes of it, and holds up no other container', async () => {
  expect(await told('a start', 'a die', 'b die', 'b cleanup', 'a exec_died', 'a restart', 'a start')).toEqual(
    ['a start', 'b die false', 'b cleanup', 'a exec_died', 'a die true', 'a restart', 'a start'],
  );
});

test('no end is lost, also where nothing decides it', async () => {
  expect(await told('a die', 'a die', 'a destroy', 'b die')).toEqual([
    'a die',
    'a die false',
    'a destroy',
    'b die',
  ]);
});
