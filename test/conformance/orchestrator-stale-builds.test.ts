/** `up` with our engine notices what a build reads, and builds again what changed, and only that. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plan, type up } from '../../src/orchestrator/index.ts';
import { OrchestratedProject, openTestEngine, type TestEngine } from '../support/orchestrated-project.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
});

test.skipIf(process.env['TUTTI_TEST_ENGINE'] !== undefined)(
  'a changed context, argument or Dockerfile is built again',
  async () => {
    await using project = new OrchestratedProject(engine, 'stale');
    const file = (argument: string): string => `services:
  web: { build: { context: ctx, args: { X: "${argument}" } }, command: sleep 1000, stop_signal: SIGKILL }
  other: { build: { context: other }, command: sleep 1000, stop_signal: SIGKILL }`;
    const write = (path: string, text: string): void => writeFileSync(join(project.folder, path), text);
    for (const folder of ['ctx', 'other']) mkdirSync(join(project.folder, folder));
    write('ctx/Dockerfile', 'FROM busybox\nARG X\nCOPY used /used\nRUN echo $X > /x\n');
    write('ctx/.dockerignore', 'ignored\n');
    write('ctx/used', '1');
    write('other/Dockerfile', 'FROM busybox\n');
    const built = async (services: Partial<Parameters<typeof up>[0]> = {}): Promise<string[]> =>
      (await project.up(services)).filter((line) => line.endsWith('Built')).sort();
    project.write(file('1'));
    expect(await built()).toEqual(['P-other Built', 'P-web Built']);
    expect(await built()).toEqual([]);
    write('ctx/ignored', 'x');
    expect(await built()).toEqual([]);
    write('ctx/used', '2');
    expect((await plan(await project.operation())).text[0]).toBe(
      `build image ${project.name}-web: its inputs changed`,
    );
    expect(await built({ noBuild: true })).toEqual([]);
    expect(await built()).toEqual(['P-web Built']);
    project.write(file('2'));
    expect(await built()).toEqual(['P-web Built']);
    write('other/Dockerfile', 'FROM busybox\nRUN true\n');
    expect(await built()).toEqual(['P-other Built']);
    expect(await built()).toEqual([]);
  },
);
