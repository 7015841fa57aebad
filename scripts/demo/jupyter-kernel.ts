/** Runs code in a Jupyter server as its own page does: REST for the kernel's life, one WebSocket for its messages. */

interface KernelMessage {
  parent_header: { msg_id?: string };
  header: { msg_type: string };
  content: {
    text?: string;
    execution_state?: string;
    ename?: string;
    evalue?: string;
    data?: Record<string, string>;
  };
}

export interface CellResult {
  output: string;
  /** `NameError: …` when the cell raised. */
  error: string | undefined;
}

export class JupyterKernel {
  readonly #base: string;
  readonly #id: string;
  readonly #socket: WebSocket;
  readonly #headers: Record<string, string>;

  private constructor(base: string, id: string, socket: WebSocket, headers: Record<string, string>) {
    this.#base = base;
    this.#id = id;
    this.#socket = socket;
    this.#headers = headers;
  }

  /** `base` is the server's address, `http://localhost:8888`. */
  static async start(base: string): Promise<JupyterKernel> {
    const headers = await crossSiteHeaders(base);
    const answer = await fetch(`${base}/api/kernels`, { method: 'POST', headers, body: '{}' });
    if (!answer.ok) throw new Error(`Jupyter starts no kernel: ${answer.status} ${await answer.text()}`);
    const { id } = (await answer.json()) as { id: string };
    const socket = new WebSocket(`${base.replace('http', 'ws')}/api/kernels/${id}/channels`);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', () => reject(new Error('Jupyter closed the channel of the kernel')), {
        once: true,
      });
    });
    return new JupyterKernel(base, id, socket, headers);
  }

  /** Runs one cell to its end, or until the signal says so. */
  run(code: string, signal: AbortSignal = AbortSignal.timeout(60_000)): Promise<CellResult> {
    const id = crypto.randomUUID();
    const result: CellResult = { output: '', error: undefined };
    const { promise, resolve } = Promise.withResolvers<CellResult>();
    const done = () => {
      this.#socket.removeEventListener('message', onMessage);
      resolve(result);
    };
    const onMessage = ({ data }: MessageEvent) => {
      const message = JSON.parse(String(data)) as KernelMessage;
      if (message.parent_header.msg_id !== id) return;
      collect(message, result);
      if (message.header.msg_type === 'status' && message.content.execution_state === 'idle') done();
    };
    this.#socket.addEventListener('message', onMessage);
    signal.addEventListener('abort', done, { once: true });
    this.#socket.send(JSON.stringify(executeRequest(id, code)));
    return promise;
  }

  async close(): Promise<void> {
    this.#socket.close();
    await fetch(`${this.#base}/api/kernels/${this.#id}`, { method: 'DELETE', headers: this.#headers });
  }
}

function collect({ header, content }: KernelMessage, result: CellResult): void {
  if (header.msg_type === 'stream') result.output += content.text ?? '';
  if (header.msg_type === 'execute_result') result.output += `${content.data?.['text/plain'] ?? ''}\n`;
  if (header.msg_type === 'error') result.error = `${content.ename}: ${content.evalue}`;
}

const executeRequest = (id: string, code: string) => ({
  channel: 'shell',
  header: { msg_id: id, msg_type: 'execute_request', username: '', session: id, version: '5.3' },
  parent_header: {},
  metadata: {},
  content: {
    code,
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  },
});

/** Jupyter asks each POST for the token of a cookie that its pages set. */
async function crossSiteHeaders(base: string): Promise<Record<string, string>> {
  const page = await fetch(`${base}/lab`);
  await page.text();
  const token = /_xsrf=([^;]+)/.exec(page.headers.getSetCookie().join('; '))?.[1] ?? '';
  return { 'content-type': 'application/json', cookie: `_xsrf=${token}`, 'x-xsrftoken': token };
}
