import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { provideStandIns } from '../../scripts/standins/images.ts';
import { stopRegistry } from '../../scripts/standins/registry.ts';
import { forgetRegistry, openOtherEngine } from './other-engine.ts';
import { type EngineHome, engineHome, removeEngine } from './world.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    home: EngineHome;
  }
}

const cache = join(import.meta.dirname, '../../.cache/stand-ins');

/**
 * Before the end-to-end tests: a registry on loopback with the lesson's base images, and the folders of one engine that all of
 * them drive. After them the engine, its folders and the registry are gone. TUTTI_TEST_ENGINE (an address as in DOCKER_HOST) has
 * them drive another engine; what does not hold there is in engine-differences.ts.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-e2e-engine-'));
  const remove = async () => {
    try {
      await removeEngine(engineHome(join(folder, 'root'), join(folder, 'run')));
    } finally {
      await stopRegistry(folder);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const standIns = await provideStandIns(cache, (line) => process.stdout.write(`${line}\n`), folder);
    const home = engineHome(join(folder, 'root'), join(folder, 'run'), standIns);
    const other = process.env['TUTTI_TEST_ENGINE'];
    if (other === undefined) {
      project.provide('home', home);
      return remove;
    }
    const there = await openOtherEngine(home, other);
    project.provide('home', there);
    return async () => {
      await forgetRegistry(there);
      await remove();
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
