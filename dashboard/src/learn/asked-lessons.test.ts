import { expect, test, vi } from 'vitest';
import type { Change } from '../../../src/dashboard-api/index.ts';

vi.mock('../changes/index.ts', () => ({
  runs: { peek: () => [{ plan: { command: 'tutti -p app up -d', steps: [] } }] },
}));
const { lessonOfAsked } = await import('./asked-lessons.ts');

test('logs name what is read: services, range, whether it goes on', () => {
  const picks = [{ project: 'app', service: 'web' }];
  expect(lessonOfAsked({ kind: 'topic', name: 'logs', params: { picks, lines: 9 } })?.command).toBe(
    'tutti --project-name app logs --timestamps --follow web',
  );
  const range = { since: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' };
  const old = lessonOfAsked({
    kind: 'call',
    name: 'logs.histogram',
    params: { picks: [{ container: 'lonely' }], ...range },
  });
  expect(old?.command).toBe(
    'docker logs --since 2026-01-01T00:00:00Z --until 2026-01-02T00:00:00Z lonely | wc -l',
  );
  expect(old?.calls[0]).toContain('&since=2026-01-01T00:00:00Z&until=');
});

test('files are those of a container, or of a volume by one that mounts it', () => {
  const list = (of: { container: string } | { volume: string }) =>
    lessonOfAsked({ kind: 'call', name: 'files.list', params: { of, path: '/etc' } });
  expect(list({ container: 'c1' })).toEqual({
    command: 'docker exec c1 ls -la /etc',
    calls: ['GET /containers/c1/archive?path=/etc'],
  });
  expect(list({ volume: 'data' })?.command).toBe('docker run --rm -v data:/v busybox ls -la /v/etc');
});

test('a plan is told as what would show it, a change as what makes it', () => {
  const plan = (change: Change) =>
    lessonOfAsked({ kind: 'call', name: 'change.plan', params: { change } })?.command;
  expect(plan({ kind: 'restart', project: 'app', services: ['web'] })).toBe(
    'tutti -p app --dry-run restart web',
  );
  expect(plan({ kind: 'remove', volumes: ['a', 'b'], images: ['i'] })).toBe(
    'docker rmi i && docker volume rm a b',
  );
  expect(lessonOfAsked({ kind: 'call', name: 'change.apply', params: { plan: 'x' } })?.command).toBe(
    'tutti -p app up -d',
  );
});

test('shells and transfers are told by their paths; what is unknown is not made up', () => {
  const shell = lessonOfAsked({
    kind: 'transfer',
    name: '/shell',
    params: { container: 'c1', user: 'redis' },
  });
  expect(shell?.command).toBe('docker exec -it -u redis c1 sh');
  expect(lessonOfAsked({ kind: 'transfer', name: '/nowhere', params: {} })).toBeUndefined();
});
