/** Downloads over a line that breaks, from a registry that is busy or damaged. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importAs, openTestImages, type TestImages } from '../support/images-room.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

describe('a bad line', () => {
  let registry: TestRegistry;
  let proxy: Server;
  /** What the line does to the next requests for blobs. */
  const faults: ('cut' | 'busy' | 'no-range' | 'garble')[] = [];
  const ranges: (string | undefined)[] = [];

  beforeAll(async () => {
    registry = await startRegistry();
    proxy = createServer((request, response) => {
      const isBlob = request.method === 'GET' && /\/blobs\/sha256:/.test(request.url ?? '');
      const fault = isBlob ? faults.shift() : undefined;
      if (isBlob) ranges.push(request.headers.range);
      if (fault === 'busy') return void response.writeHead(429, { 'Retry-After': '0' }).end();
      const { range, ...rest } = request.headers;
      const headers = { ...(fault === 'no-range' || !range ? {} : { range }), accept: rest.accept ?? '*/*' };
      void fetch(`http://${registry.host}${request.url}`, { method: request.method ?? 'GET', headers }).then(
        async (answer) => {
          const body = Buffer.from(await answer.arrayBuffer());
          response.writeHead(answer.status, {
            'Content-Type': answer.headers.get('content-type') ?? '',
            'Content-Length': answer.headers.get('content-length') ?? body.length,
          });
          if (fault === 'garble') body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
          if (fault !== 'cut') response.end(body);
          else response.write(body.subarray(0, body.length >> 1), () => response.destroy());
        },
      );
      return undefined;
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    await using room = await openTestImages();
    await importAs(room, `${registry.host}/line:1`);
    await room.images.push(`${registry.host}/line:1`);
  });
  afterAll(async () => {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    await registry.stop();
  });

  const pull = async (room: TestImages): Promise<string> => {
    const { port } = proxy.address() as { port: number };
    return (await room.images.pull(`127.0.0.1:${port}/line:1`)).id;
  };

  test('a broken download goes on where it broke; a busy registry is asked again', async () => {
    await using room = await openTestImages();
    ranges.length = 0;
    // The configuration is a blob too: it comes first.
    faults.push('busy', ...(['no-range'] as const), 'cut', 'cut');
    await pull(room);
    expect(ranges.slice(0, 3)).toEqual([undefined, undefined, undefined]);
    expect(ranges.slice(3)).toHaveLength(2);
    for (const range of ranges.slice(3)) expect(range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  test('a registry that does not resume is read from the beginning', async () => {
    await using room = await openTestImages();
    faults.push('no-range', 'cut', 'no-range');
    expect(await pull(room)).toMatch(/^sha256:/);
  });

  test('content that does not match its digest is refused, and leaves nothing', async () => {
    await using room = await openTestImages();
    faults.push('no-range', 'garble');
    await expect(pull(room)).rejects.toThrow(/verification failed for digest sha256:/);
    expect(room.images.list()).toEqual([]);
    expect(room.images.layersSize()).toBe(0);
  });
});
