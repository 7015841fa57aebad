import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A request that went through the proxy. */
export interface RecordedRequest {
  method: string;
  /** Without the version prefix. */
  path: string;
  query: Record<string, string>;
  /** Parsed when it is JSON; numbers that would be rounded are texts. */
  body: unknown;
}

export interface RecordingProxy extends AsyncDisposable {
  /** In the order in which they came. */
  requests: RecordedRequest[];
}

/** Listens on a unix socket, hands everything on to an engine's socket, and keeps what clients asked. */
export async function recordRequests(listenPath: string, enginePath: string): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: enginePath, allowHalfOpen: true });
    sockets.add(client).add(engine);
    const parser = new RequestParser((request) => requests.push(request));
    client.on('data', (bytes) => parser.push(bytes));
    client.pipe(engine);
    engine.pipe(client);
    for (const socket of [client, engine]) {
      socket.on('error', () => {
        client.destroy();
        engine.destroy();
      });
    }
  });
  server.listen(listenPath);
  await once(server, 'listening');
  return {
    requests,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Takes requests out of one connection's bytes; stops where a connection is handed over. */
class RequestParser {
  readonly #found: (request: RecordedRequest) => void;
  #bytes: Buffer = Buffer.alloc(0);
  #over = false;

  constructor(found: (request: RecordedRequest) => void) {
    this.#found = found;
  }

  push(bytes: Buffer): void {
    if (this.#over) return;
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    while (this.#takeOne());
  }

  #takeOne(): boolean {
    const end = this.#bytes.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const [line = '', ...headers] = this.#bytes.toString('latin1', 0, end).split('\r\n');
    const header = (name: string): string | undefined =>
      headers
        .find((text) => text.toLowerCase().startsWith(`${name}:`))
        ?.slice(name.length + 1)
        .trim();
    if (header('upgrade') !== undefined) this.#over = true;
    const body =
      header('transfer-encoding') === undefined
        ? this.#plainBody(end + 4, Number(header('content-length') ?? 0))
        : this.#chunkedBody(end + 4);
    if (body === undefined) return false;
    const [method = '', target = ''] = line.split(' ');
    const url = new URL(target, 'http://docker');
    this.#found({
      method,
      path: url.pathname.replace(/^\/v1\.\d+/, ''),
      query: Object.fromEntries(url.searchParams),
      body:
        header('content-type')?.includes('json') && body.length > 0
          ? parseExactly(body.toString('utf8'))
          : undefined,
    });
    return !this.#over;
  }

  #plainBody(start: number, length: number): Buffer | undefined {
    if (this.#bytes.length < start + length) return undefined;
    const body = this.#bytes.subarray(start, start + length);
    this.#bytes = this.#bytes.subarray(start + length);
    return body;
  }

  #chunkedBody(start: number): Buffer | undefined {
    const chunks: Buffer[] = [];
    for (let at = start; ; ) {
      const lineEnd = this.#bytes.indexOf('\r\n', at);
      if (lineEnd < 0) return undefined;
      const size = Number.parseInt(this.#bytes.toString('latin1', at, lineEnd), 16);
      const next = lineEnd + 2 + size + 2;
      if (this.#bytes.length < next) return undefined;
      chunks.push(this.#bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
      at = next;
      if (size > 0) continue;
      this.#bytes = this.#bytes.subarray(at);
      return Buffer.concat(chunks);
    }
  }
}

function parseExactly(json: string): unknown {
  const exact = (_key: string, value: unknown, { source }: { source?: string }): unknown =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? source : value;
  return JSON.parse(json, exact);
}
