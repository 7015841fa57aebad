import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { TestBuilder } from '../support/test-builder.ts';

const building = `
import { openRooms } from '${join(import.meta.dirname, '../../src/engine/open-rooms.ts')}';
const [root, run, request] = process.argv.slice(2);
const rooms = await openRooms({ paths: { root, run }, log: () => {}, engineCommand: ['true'] });
await rooms.builder.build(JSON.parse(request), (event) => console.log(JSON.stringify(event)));
`;

test('an engine killed in the middle of a build loses that step only, and leaves nothing of it', async () => {
  await using builder = await TestBuilder.open();
  const lines = ['FROM busybox', 'RUN echo kept > /kept', 'RUN echo begun; sleep 60', 'RUN true'];
  const folder = builder.context({ Dockerfile: lines.join('\n'), 'build.ts': building });
  await builder.rooms.close();
  const request = JSON.stringify(builder.request(folder));
  const child = spawn(
    process.execPath,
    [join(folder, 'build.ts'), builder.paths.root, builder.paths.run, request],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('begun')) break;
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  await builder.start();

  expect(readdirSync(join(builder.paths.root, 'images/staging'))).toEqual([]);
  expect(readdirSync(join(builder.paths.root, 'builds/tmp'))).toEqual([]);
  expect(readdirSync(join(builder.paths.run, 'builds'))).toEqual([]);
  const again = await builder.build(['FROM busybox', 'RUN echo kept > /kept', 'RUN echo begun']);
  expect(again.cached).toEqual(['[2/3] RUN echo kept > /kept']);
});
