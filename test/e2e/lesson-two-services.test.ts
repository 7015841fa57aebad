import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { JupyterKernel } from '../../scripts/demo/jupyter-kernel.ts';
import { codeCells } from '../../scripts/demo/notebook.ts';
import { runNotebookInBrowser } from '../support/jupyter-page.ts';
import { answers } from '../support/wait.ts';
import { Scenario } from '../support/world.ts';

let scenario: Scenario;
const base = 'http://localhost:8888';

beforeAll(async () => {
  scenario = Scenario.example(inject('home'), 'jupyter-redis');
  await scenario.succeeds(['up', '-d']);
  await answers(`${base}/api`);
});

afterAll(async () => {
  await scenario[Symbol.asyncDispose]();
});

async function python(code: string): Promise<{ output: string; error: string | undefined }> {
  const kernel = await JupyterKernel.start(base);
  try {
    return await kernel.run(code);
  } finally {
    await kernel.close();
  }
}

test('the notebook of the lesson sets a key in Redis and reads it again', async () => {
  const kernel = await JupyterKernel.start(base);
  const outputs: string[] = [];
  for (const cell of codeCells(join(scenario.folder, 'notebooks/redis.ipynb'))) {
    const { output, error } = await kernel.run(cell);
    expect(error).toBeUndefined();
    outputs.push(output);
  }
  await kernel.close();
  expect(outputs.join('')).toBe(
    "Key 'student_name' set in Redis.\nRetrieved value for 'student_name': Alex\n",
  );
});

test('the same in a browser', async () => {
  const screenshot = join(import.meta.dirname, '../../artifacts/notebook-in-browser.png');
  const outputs = await runNotebookInBrowser(
    `${base}/lab/tree/notebooks/redis.ipynb`,
    "Retrieved value for 'student_name': Alex",
    screenshot,
  );
  expect(outputs).toContain("Key 'student_name' set in Redis.");
});

test('`redis` resolves in the Jupyter container, and `localhost` is the container itself', async () => {
  const byName = await python("import redis; print(redis.Redis(host='redis', port=6379).ping())");
  expect(byName).toEqual({ output: 'True\n', error: undefined });
  const local = await python("import redis; redis.Redis(host='localhost', port=6379).ping()");
  // 99: Docker Engines before 26 name ::1 in /etc/hosts where there is no IPv6.
  expect(local.error).toMatch(
    inject('home').engine === 'embedded'
      ? /^ConnectionError: Error 111 connecting to localhost:6379/
      : /^ConnectionError: Error (111|99) connecting to localhost:6379/,
  );
});

/** Podman publishes a port without an address on IPv4 alone where the network has no IPv6. */
const isIpv4Only = inject('home').engine === 'podman';

function published(port: number): string {
  const ipv4 = `0.0.0.0:${port}->${port}/tcp`;
  return isIpv4Only ? ipv4 : `${ipv4}, [::]:${port}->${port}/tcp`;
}

test('container name, alias and service name all lead to Redis; the published port does on the host', async () => {
  const names = await python(
    "import socket; print(len({socket.gethostbyname(n) for n in ('redis', 'my-redis')}))",
  );
  expect(names.output).toBe('1\n');
  const { Socket } = await import('node:net');
  for (const host of isIpv4Only ? ['127.0.0.1'] : ['127.0.0.1', '::1']) {
    const socket = new Socket();
    const reply = new Promise<string>((resolve, reject) => {
      socket.once('data', (data) => resolve(data.toString()));
      socket.once('error', reject);
    });
    socket.connect(6379, host, () => socket.write('PING\r\n'));
    expect(await reply).toBe('+PONG\r\n');
    socket.destroy();
  }
});

test('`ps` lists both with their ports, `logs` has both with their prefix', async () => {
  const rows = (await scenario.succeeds(['ps', '--format', '{{.Name}}|{{.Service}}|{{.Ports}}']))
    .trim()
    .split('\n');
  expect(rows).toEqual([
    `jupyter-redis-jupyter-1|jupyter|${published(8888)}`,
    `my-redis|redis|${published(6379)}`,
  ]);
  const log = await scenario.succeeds(['logs', '--no-color']);
  expect(log).toMatch(/^jupyter-1 +\| /m);
  expect(log).toMatch(/^my-redis +\| .*Ready to accept connections/m);
});
