import { expect, test } from 'vitest';
import type { ContainerInspect } from '../../engine-api/index.ts';
import { mask, maskInspect } from './mask.ts';

test('values that look secret are masked, names and the rest are not', () => {
  const Config = {
    Env: ['API_TOKEN=abc', 'URL=redis://:pw@db/0', 'MODE=a=b', 'DB_PASSWORD=', 'BARE'],
    Labels: { 'app.secret': 'x', 'app.name': 'y' },
  };
  const { inspect, masked } = maskInspect({ Config } as unknown as ContainerInspect);
  expect(inspect.Config.Env).toEqual([
    `API_TOKEN=${mask}`,
    `URL=${mask}`,
    'MODE=a=b',
    'DB_PASSWORD=',
    'BARE',
  ]);
  expect(inspect.Config.Labels).toEqual({ 'app.secret': mask, 'app.name': 'y' });
  expect(masked).toEqual(['API_TOKEN', 'URL']);
  expect(Config.Env[0]).toBe('API_TOKEN=abc');
});
