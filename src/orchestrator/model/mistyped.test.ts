import { expect, test } from 'vitest';
import type { Project } from '../../compose-file/index.ts';
import type { AttachOptions } from '../contract.ts';
import { serviceNotRunning } from '../observe/find-container.ts';
import { attachedServices } from '../operations/attached-services.ts';
import { noSuchService } from './select.ts';

const project = { services: { web: {}, worker: {} }, disabledServices: { db: {} } } as unknown as Project;

test.each([
  ['wbe', 'Did you mean "web"?'],
  ['dbb', 'Did you mean "db"?'],
  ['nothing-like-it', 'The project has: web, worker.'],
])('no such service: %s', (name, hint) => {
  expect(noSuchService(project, name).hint).toBe(hint);
});

test('a mistyped service that something is asked of', () => {
  expect(serviceNotRunning('wbe', 0, ['web']).hint).toBe(
    'Did you mean "web"? Otherwise start it with `up -d`; `ps --all` shows what is there.',
  );
  expect(serviceNotRunning('other', 0, ['web']).hint).toContain('What runs: web.');
  const attach = { only: ['wroker'] } as unknown as AttachOptions;
  expect(() => attachedServices(project, { services: [], attach })).toThrow(
    expect.objectContaining({ hint: 'Did you mean "worker"?' }) as Error,
  );
});
