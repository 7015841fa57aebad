import { expect, test } from 'vitest';
import { containerName, imageName, oneOffName } from './names.ts';

const config = { command: null, entrypoint: null };

test('parts of names are joined as the project says', () => {
  const project = { name: 'app' } as const;
  const old = { name: 'app', compatibility: true } as const;
  expect([imageName(project, 'web', config), imageName(old, 'web', config)]).toEqual(['app-web', 'app_web']);
  expect(containerName(old, 'web', config, 2)).toBe('app_web_2');
  expect(oneOffName(old, 'web', 'f00')).toBe('app_web_run_f00');
  expect(imageName(old, 'web', { ...config, image: 'own' })).toBe('own');
});
