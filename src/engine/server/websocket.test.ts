import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { encodeFrame } from '../../engine-api/index.ts';
import { CallCounter } from './call-counter.ts';
import { createHttpServer } from './http-server.ts';
import { Router } from './router.ts';
import { serveWebSocket } from './websocket.ts';

/** Answers each input with its length, in frames of the API, and ends after `bye`. */
function counter(): Duplex {
  return new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      this.push(encodeFrame('stdout', Buffer.from(`${chunk.length} `)));
      if (chunk.toString() === 'bye') this.push(null);
      done();
    },
  });
}

test('a WebSocket carries input and output, short and long, and closes when the stream ends', async () => {
  const server = createHttpServer({
    router: new Router([
      {
        method: 'GET',
        pattern: '/containers/{id}/attach/ws',
        handle: (call) => serveWebSocket(call, counter(), true),
      },
    ]),
    serverName: 'test',
    calls: new CallCounter(),
    log: () => {},
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/v1.44/containers/a/attach/ws`);
    socket.binaryType = 'arraybuffer';
    let said = '';
    socket.addEventListener('open', () => {
      for (const size of [1, 126, 65_536]) socket.send('x'.repeat(size));
      socket.send(new TextEncoder().encode('bye'));
    });
    socket.addEventListener('message', ({ data }) => {
      said += new TextDecoder().decode(data as ArrayBuffer);
    });
    const code = await new Promise((resolve) =>
      socket.addEventListener('close', (event) => resolve(event.code)),
    );
    expect(said).toBe('1 126 65536 3 ');
    expect(code).toBe(1000);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
