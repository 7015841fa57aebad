import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectEngine } from '../../engine-client/index.ts';
import { events } from './events.ts';

const path = join(tmpdir(), `project-events-${process.pid}.sock`);

/** Times of the events that an engine sends. */
async function timesOf(lines: string[], until?: string): Promise<bigint[]> {
  const server = createServer((request, response) => {
    if (request.url === '/_ping') response.setHeader('Api-Version', '1.51').end();
    else response.end(lines.join('\n'));
  }).listen(path);
  await once(server, 'listening');
  const client = await connectEngine({ env: { DOCKER_HOST: `unix://${path}` } });
  try {
    const { signal } = new AbortController();
    const options = { client, project: { name: 'p' }, signal, onEvent: () => undefined };
    const found: bigint[] = [];
    for await (const { timeNano } of events(until === undefined ? options : { ...options, until }))
      found.push(timeNano);
    return found;
  } finally {
    client.close();
    server.close();
    rmSync(path, { force: true });
  }
}

test('times have all digits that the engine sent, of now and of the past', async () => {
  const event = '"Type":"container","Action":"start","Actor":{"ID":"c","Attributes":{}},"time":1764300000';
  const lines = [`{${event},"timeNano":1764300000123456789}`, `{${event},"timeNano":0}`];
  const expected = [1764300000123456789n, 1764300000000000000n];
  expect(await timesOf(lines)).toEqual(expected);
  expect(await timesOf(lines, '1764300001')).toEqual(expected);
});
