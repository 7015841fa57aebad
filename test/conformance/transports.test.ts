/** The ways to an engine: TLS, ssh to a real sshd, contexts made by the docker client, and the flags and variables that choose. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiEngine, dockerClient } from '../support/api-engine.ts';
import { type CommandOptions, type Finished, run } from '../support/command.ts';
import { type SshServer, startSshServer } from '../support/ssh-server.ts';
import { makeCertificates, startTlsFront, type TlsFront } from '../support/tls-front.ts';
import { tuttiCommand } from '../support/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'transports-'));
const certificates = join(folder, 'certificates');
const noCertificates = join(folder, 'none');
const config = join(folder, 'config');
let engine: ApiEngine;
let id: string;

beforeAll(async () => {
  engine = await ApiEngine.start();
  for (const made of [certificates, noCertificates, join(config, 'cli-plugins')])
    mkdirSync(made, { recursive: true });
  makeCertificates(certificates);
  const compose =
    'services:\n  web: { image: busybox, command: sh -c "echo hello; exec sleep 1000", stop_signal: SIGKILL }\n';
  writeFileSync(join(folder, 'compose.yaml'), compose);
  expect(await says({ DOCKER_HOST: `unix://${engine.socket}` }, 'up', '-d')).toBe('');
  id = await says({ DOCKER_HOST: `unix://${engine.socket}` }, 'ps', '-q');
  expect(id).toMatch(/^[0-9a-f]{64}$/);
});

afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

type Variables = Record<string, string | undefined>;

function tutti(variables: Variables, args: string[], options: CommandOptions = {}): Promise<Finished> {
  const env = { DOCKER_CONFIG: config, DOCKER_HOST: undefined, DOCKER_CONTEXT: undefined, ...variables };
  return run(tuttiCommand, args, { cwd: folder, ...options, env });
}

async function says(variables: Variables, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await tutti(variables, args);
  expect(status, stderr).toBe(0);
  return stdout.trim();
}

async function fails(variables: Variables, ...args: string[]): Promise<string> {
  const { status, stderr } = await tutti(variables, args);
  expect(status).toBe(1);
  return stderr;
}

/** Output, exit codes, input to its end, a stream that goes on, all at the same time. */
async function works(variables: Variables): Promise<void> {
  expect(await says(variables, 'ps', '-q')).toBe(id);
  expect(await says(variables, 'logs', '--no-log-prefix', 'web')).toBe('hello');
  const [failed, counted] = await Promise.all([
    tutti(variables, ['exec', '-T', 'web', 'sh', '-c', 'exit 7']),
    tutti(variables, ['exec', '-T', 'web', 'wc', '-c'], { input: 'x'.repeat(300_000) }),
  ]);
  expect(failed.status).toBe(7);
  expect(counted.stdout.trim()).toBe('300000');
}

/** As the docker client calls its plugin. */
const plugged = (...flags: string[]): Promise<string> =>
  says(
    { DOCKER_CERT_PATH: noCertificates },
    ...flags,
    'compose',
    '-f',
    join(folder, 'compose.yaml'),
    'ps',
    '-q',
  );

const createContext = (name: string, endpoint: string): Promise<string> =>
  engine.docker(['context', 'create', name, '--docker', endpoint], { env: { DOCKER_CONFIG: config } });

describe('tcp with TLS', () => {
  let front: TlsFront;
  let address: string;
  const file = (name: string) => join(certificates, `${name}.pem`);

  beforeAll(async () => {
    front = await startTlsFront(engine.socket, certificates);
    address = `tcp://localhost:${front.port}`;
  });
  afterAll(() => front[Symbol.dispose]());

  test('DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH', async () => {
    await works({ DOCKER_HOST: address, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates });
  });

  test('`-H` with the flags of the docker client, each file under a name of its own', async () => {
    const { stdout } = await run('sh', [
      '-c',
      `cp ${file('ca')} ${folder}/authority; cp ${file('cert')} ${folder}/mine`,
    ]);
    expect(stdout).toBe('');
    const pair = [`--tlscert=${folder}/mine`, '--tlskey', file('key')];
    expect(await plugged('-H', address, '--tlsverify', '--tlscacert', `${folder}/authority`, ...pair)).toBe(
      id,
    );
    const authority = ['--tlscacert', file('server-cert')];
    expect(await plugged('--host', address, '--tls', ...authority, ...pair)).toBe(id);
    expect(await plugged('-H', address, '--tlsverify=false', ...authority, ...pair)).toBe(id);
    const missing = await fails({}, '-H', address, '--tlsverify', '--tlscacert', '/none.pem', 'ps');
    expect(missing).toContain(
      'Failed to initialize: unable to resolve docker endpoint: open /none.pem: no such file or directory',
    );
  });

  test('a context with certificates in it', async () => {
    const material = `ca=${file('ca')},cert=${file('cert')},key=${file('key')}`;
    await createContext('sealed', `host=${address},${material}`);
    await createContext(
      'careless',
      `host=${address},cert=${file('cert')},key=${file('key')},skip-tls-verify=true`,
    );
    expect(await says({}, '--context', 'sealed', 'ps', '-q')).toBe(id);
    expect(await says({}, '-c', 'careless', 'ps', '-q')).toBe(id);
    await works({ DOCKER_CONTEXT: 'sealed' });
  });

  test('what is wrong with a connection is said', async () => {
    const checked = { DOCKER_HOST: address, DOCKER_TLS_VERIFY: '1' };
    const cannot = `Cannot connect to the Docker daemon at ${address}: `;
    expect(await fails({ DOCKER_HOST: address }, 'ps')).toMatch(/closed the connection|it wants TLS/);
    expect(await fails({ ...checked, DOCKER_CERT_PATH: noCertificates }, 'ps')).toContain(
      `unable to resolve docker endpoint: open ${noCertificates}/ca.pem: no such file or directory`,
    );
    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    makeCertificates(foreign);
    expect(await fails({ ...checked, DOCKER_CERT_PATH: foreign }, 'ps')).toContain(
      `${cannot}neither ca.pem nor this machine knows who signed its certificate`,
    );
    const onlyCa = join(folder, 'only-ca');
    mkdirSync(onlyCa);
    await run('cp', [file('ca'), onlyCa]);
    expect(await fails({ ...checked, DOCKER_CERT_PATH: onlyCa }, 'ps')).toContain(
      `${cannot}it wants a certificate, and none was given (cert.pem, key.pem)`,
    );
    const elsewhere = address.replace('localhost', '127.0.0.2');
    expect(await fails({ ...checked, DOCKER_HOST: elsewhere, DOCKER_CERT_PATH: certificates }, 'ps')).toMatch(
      /Cannot connect to the Docker daemon at tcp:\/\/127\.0\.0\.2/,
    );
  });
});

describe('ssh', () => {
  let server: SshServer;
  let near: Variables;

  beforeAll(async () => {
    server = await startSshServer({ DOCKER_HOST: `unix://${engine.socket}`, ...engine.home.env });
    near = { PATH: server.path };
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('the docker client at the far end', async () => {
    server.offer({ docker: dockerClient() });
    await works({ ...near, DOCKER_HOST: server.address });
    const other = { ...near, DOCKER_HOST: `${server.address}/none.sock` };
    expect(await fails(other, 'ps')).toContain('/none.sock');
  });

  test('tutti at the far end, where there is no docker', async () => {
    server.offer({ tutti: tuttiCommand });
    await works({ ...near, DOCKER_HOST: server.address });
  });

  test('neither there, nobody there, a key that is not known', async () => {
    server.offer({});
    const cannot = `Cannot connect to the Docker daemon at ${server.address}: `;
    expect(await fails({ ...near, DOCKER_HOST: server.address }, 'ps')).toContain(
      `${cannot}neither docker nor tutti is installed there`,
    );
    const unknown = await fails({ DOCKER_HOST: server.address }, 'ps');
    expect(unknown).toMatch(/Host key verification failed|Permission denied/);
    const nobody = 'ssh://127.0.0.1:1';
    expect(await fails({ ...near, DOCKER_HOST: nobody }, 'ps')).toContain('Connection refused');
  });

  test('contexts: `context use`, DOCKER_CONTEXT, --context, and what goes before them', async () => {
    server.offer({ docker: dockerClient() });
    await createContext('far', `host=${server.address}`);
    await createContext('gone', 'host=unix:///nowhere.sock');
    expect(await says({ ...near, DOCKER_CONTEXT: 'far' }, 'ps', '-q')).toBe(id);
    await engine.docker(['context', 'use', 'far'], {
      env: { DOCKER_CONFIG: config, DOCKER_HOST: undefined },
    });
    expect(await says(near, 'ps', '-q')).toBe(id);
    const gone = 'Cannot connect to the Docker daemon at unix:///nowhere.sock';
    expect(await fails({ ...near, DOCKER_CONTEXT: 'gone' }, 'ps')).toContain(gone);
    expect(await fails(near, '--context', 'gone', 'ps')).toContain(gone);
    expect(await says({ ...near, DOCKER_CONTEXT: 'gone' }, '-c', 'far', 'ps', '-q')).toBe(id);
    expect(await says({ ...near, DOCKER_HOST: server.address, DOCKER_CONTEXT: 'gone' }, 'ps', '-q')).toBe(id);
    expect(await says({ ...near, DOCKER_CONTEXT: 'gone' }, '-H', server.address, 'ps', '-q')).toBe(id);
  });

  test('--engine goes before all of them', async () => {
    const socket = `unix://${engine.socket}`;
    const gone = { DOCKER_CONTEXT: 'gone' };
    expect(await says({ ...gone, DOCKER_HOST: socket }, '--engine', 'docker', 'ps', '-q')).toBe(id);
    expect(await says({ ...gone, CONTAINER_HOST: socket }, '--engine', 'podman', 'ps', '-q')).toBe(id);
    expect(await says({ ...gone, ...engine.home.env }, '--engine=embedded', 'ps', '-q')).toBe(id);
    expect(await says(gone, '--engine', socket, 'ps', '-q')).toBe(id);
    expect(await fails({ ...gone }, '--engine', 'docker', 'ps')).toContain('unix:///nowhere.sock');
  });
});
