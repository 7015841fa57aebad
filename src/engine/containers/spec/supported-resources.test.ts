import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Cgroups } from '../../host/index.ts';
import { supportedResources } from './supported-resources.ts';

const trees = mkdtempSync(join(tmpdir(), 'cgroups-'));
afterAll(() => rmSync(trees, { recursive: true }));

/** A kernel whose controllers have these files only. */
function kernel(version: 1 | 2, controllers: string[], files: string[] = []): Cgroups {
  const root = mkdtempSync(join(trees, 'v'));
  const file: Cgroups['file'] = (path, controller, name) => join(root, controller, path, name);
  for (const name of files) {
    const path = file('/', name.split('.')[0] ?? '', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }
  return { version, controllers: new Set(controllers), file } as Cgroups;
}

test('what the kernel has is kept', () => {
  const given = { Memory: 64, MemorySwap: 128, MemorySwappiness: 10, BlkioWeight: 300, PidsLimit: 5 };
  const files = ['memory.memsw.limit_in_bytes', 'memory.swappiness', 'blkio.weight'];
  const cgroups = kernel(1, ['memory', 'blkio', 'pids'], files);
  expect(supportedResources(given, cgroups)).toEqual({ supported: given, warnings: [] });
});

test('version 1 without a file is without its limit', () => {
  const cgroups = kernel(1, ['memory', 'blkio'], ['blkio.throttle.read_bps_device']);
  const device = [{ Path: '/dev/null', Rate: 1 }];
  const given = { Memory: 64, MemorySwap: 128, BlkioWeight: 300, BlkioDeviceReadBps: device };
  expect(supportedResources(given, cgroups)).toEqual({
    supported: { Memory: 64, BlkioDeviceReadBps: device },
    warnings: [
      'Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.',
      'Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.',
    ],
  });
});

test('version 2 knows neither swappiness nor containers that are spared when memory runs out', () => {
  const given = { Memory: 64, MemorySwappiness: 0, OomKillDisable: true, BlkioWeight: 300 };
  const { supported, warnings } = supportedResources(given, kernel(2, ['memory', 'io']));
  expect(supported).toEqual({ Memory: 64, BlkioWeight: 300 });
  expect(warnings).toEqual([
    'Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. Memory swappiness discarded.',
    'Your kernel does not support OomKillDisable. OomKillDisable discarded.',
  ]);
});

test('limits that are not asked for give no warnings', () => {
  const given = { MemorySwappiness: -1, PidsLimit: 0, OomKillDisable: false, BlkioWeightDevice: [] };
  expect(supportedResources(given, kernel(2, [])).warnings).toEqual([]);
});
