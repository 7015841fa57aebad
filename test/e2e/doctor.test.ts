import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { eventually } from '../support/wait.ts';
import { Scenario } from '../support/world.ts';

interface Found {
  code: string;
  service: string;
  message: string;
  evidence: string[];
  hint: string;
  position?: { line: number };
}

const python = 'python:3.12-slim-bookworm';
const redis = 'redis:6.0-alpine';
const sleeps = `image: "${python}"\n    entrypoint: []\n    command: sleep inf\n    init: true`;

/** The exit code must agree with what was found, and everything must have been looked at. */
async function examine(scenario: Scenario, ...services: string[]): Promise<Found[]> {
  const { status, stdout, stderr } = await scenario.tutti(['doctor', '--format', 'json', ...services]);
  if (!stdout.startsWith('{')) throw new Error(`doctor ended with ${status}: ${stderr}`);
  const report = JSON.parse(stdout) as { findings: Found[]; unseen: string[] };
  expect(status).toBe(report.findings.length === 0 ? 0 : 1);
  expect(report.unseen).toEqual([]);
  return report.findings;
}

/** Looks until exactly this is found, `service: code` each: what is wrong may need a moment to go wrong. */
function finds(scenario: Scenario, expected: string[], ...services: string[]): Promise<Found[]> {
  return eventually(async () => {
    const found = await examine(scenario, ...services);
    expect(found.map(({ service, code }) => `${service}: ${code}`).sort()).toEqual(expected);
    return found;
  });
}

test('localhost-in-container: by variables, commands and refused connections; not what a browser uses', async () => {
  await using scenario = Scenario.create(inject('home'), 'dials', {
    'compose.yml': `services:
  cache: { image: "${redis}" }
  url:
    ${sleeps}
    environment: { CACHE_URL: "redis://user:secret@localhost:6379/0" }
  host:
    ${sleeps}
    environment: { CACHE_HOST: 127.0.0.1 }
  dials:
    image: "${python}"
    init: true
    command:
      - sh
      - -c
      - python -c "import socket; socket.create_connection(('127.0.0.1', 6379))" || echo 'could not connect to 127.0.0.1:6379'; sleep inf
  browsed:
    ${sleeps}
    environment: { PUBLIC_URL: "http://localhost:18091", API: "http://api:8000", CACHE_URL: "redis://cache:6379" }
  api:
    image: "${python}"
    init: true
    command: python -m http.server 8000
    environment: { SELF: "http://localhost:8000" }
    ports: ["127.0.0.1:18091:8000"]
`,
  });
  await scenario.succeeds(['up', '-d']);
  const expected = ['dials', 'host', 'url'].map((service) => `${service}: localhost-in-container`);
  const findings = await finds(scenario, expected);
  for (const { hint } of findings) expect(hint).toContain('cache:6379');
  expect(JSON.stringify(findings)).not.toContain('secret');
  await finds(scenario, [], 'cache', 'browsed', 'api');
  const { status, stdout } = await scenario.tutti(['doctor', 'url']);
  expect(status).toBe(1);
  expect(stdout).toContain('url: connects to localhost:6379, which is itself; cache was meant');
  expect(stdout).toContain('docs/errors/localhost-in-container.md');
});

test('loopback-only: published, but listening at 127.0.0.1', async () => {
  const server = (bind: string, port: number): string =>
    `{ image: "${python}", init: true, command: python -m http.server --bind ${bind} 8000, ports: ["127.0.0.1:${port}:8000"] }`;
  await using scenario = Scenario.create(inject('home'), 'loopback', {
    'compose.yml': `services:\n  inside: ${server('127.0.0.1', 18092)}\n  outside: ${server('0.0.0.0', 18093)}\n`,
  });
  await scenario.succeeds(['up', '-d']);
  const [found] = await finds(scenario, ['inside: loopback-only']);
  expect(found?.message).toContain('port 8000');
});

test('file-became-folder: the file was not there; a folder that is one is well', async () => {
  await using scenario = Scenario.create(inject('home'), 'folders', {
    'compose.yml': `services:
  app:
    ${sleeps}
    volumes: ["./missing.conf:/etc/app.conf", "./there.conf:/etc/there.conf", "./conf.d:/etc/conf.d", "./data:/data"]
  onto:
    ${sleeps}
    volumes: ["./absent:/etc/passwd"]
`,
    'there.conf': 'x',
    'conf.d/.keep': '',
  });
  await scenario.succeeds(['create']);
  // Only one of them can start; `up` would take the other away again.
  await scenario.tutti(['start']);
  const expected = ['app: file-became-folder', 'onto: file-became-folder'];
  const findings = await finds(scenario, expected);
  expect(findings.find(({ service }) => service === 'app')?.message).toContain('/missing.conf');
});

test('dollar-eaten: a password with a dollar sign; not what is escaped, has braces, or is set', async () => {
  await using scenario = Scenario.create(inject('home'), 'dollars', {
    'compose.yml': `services:
  app:
    ${sleeps}
    environment:
      PASSWORD: "pa$word"
      ESCAPED: "pa$$other"
      WANTED: "\${OPTIONAL}"
      GIVEN: "$SET"
`,
    '.env': 'SET=1\n',
  });
  await scenario.succeeds(['up', '-d']);
  const [found] = await finds(scenario, ['app: dollar-eaten']);
  expect(found?.message).toContain('`$word` in services.app.environment.PASSWORD');
  expect(found?.position?.line).toBe(8);
});

test('out-of-memory: the limit is told', async () => {
  await using scenario = Scenario.create(inject('home'), 'hungry', {
    'compose.yml': `services:
  worker: { image: "${python}", command: ["python", "-c", "bytearray(200_000_000)"], mem_limit: 32m, memswap_limit: 32m }
`,
  });
  await scenario.succeeds(['up', '-d']);
  const [found] = await finds(scenario, ['worker: out-of-memory']);
  expect(found?.message).toContain('32 MiB');
});

/** The head of a program for 64-bit ARM (ELF, machine 183): no kernel of another kind starts it. */
const foreignProgram = Buffer.concat([
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 183, 0, 1, 0, 0, 0]),
  Buffer.alloc(40),
]).toString('latin1');

test('wrong-architecture: a program of another processor', async () => {
  await using scenario = Scenario.create(inject('home'), 'foreign', {
    'compose.yml': `services:
  app: { image: "${python}", entrypoint: ["sh", "-c", "/program; exec /program"], volumes: ["./program:/program:ro"] }
`,
  });
  writeFileSync(join(scenario.folder, 'program'), foreignProgram, { encoding: 'latin1', mode: 0o755 });
  await scenario.tutti(['up', '-d']);
  await finds(scenario, ['app: wrong-architecture']);
});

test('restart-loop: a job that is started for ever; one that is not is well', async () => {
  await using scenario = Scenario.create(inject('home'), 'loops', {
    'compose.yml': `services:
  job: { image: "${python}", command: "true", restart: always }
  fails: { image: "${python}", command: ["sh", "-c", "echo broken; exit 3"], restart: on-failure }
  once: { image: "${python}", command: "true" }
`,
  });
  await scenario.succeeds(['up', '-d']);
  const findings = await finds(scenario, ['fails: restart-loop', 'job: restart-loop']);
  const messageOf = (name: string) => findings.find(({ service }) => service === name)?.message;
  expect(messageOf('job')).toContain('with success each time');
  expect(messageOf('fails')).toContain('exit code 3');
});

test('disk-full: no more can be written to a mount', async () => {
  await using scenario = Scenario.create(inject('home'), 'full', {
    'compose.yml': `services:
  app:
    image: "${python}"
    init: true
    command: sh -c 'dd if=/dev/zero of=/data/all bs=64k; sleep inf'
    tmpfs: ["/data:size=1m"]
`,
  });
  await scenario.succeeds(['up', '-d']);
  const [found] = await finds(scenario, ['app: disk-full']);
  expect(found?.message).toContain('/data');
  expect(found?.evidence.join()).toContain('No space left on device');
});

test('nothing is found in what is well, nor where nothing runs', async () => {
  await using scenario = Scenario.example(inject('home'), 'jupyter-redis');
  expect((await scenario.tutti(['doctor'])).stdout).toContain('There is no container');
  await scenario.succeeds(['up', '-d', '--build']);
  const { status, stdout } = await scenario.tutti(['doctor']);
  expect(stdout).toMatch(/^Nothing found: \d+ containers of jupyter-redis examined\.\n$/);
  expect(status).toBe(0);
  expect((await scenario.tutti(['doctor', 'nobody'])).stderr).toContain('"nobody"');
});

test('up says which service failed, why, and what to try, after the sentence of Docker Compose', async () => {
  await using scenario = Scenario.create(inject('home'), 'reasons', {
    'compose.yml': `services:
  web: { image: "${python}", command: "true", depends_on: { db: { condition: service_healthy } } }
  db:
    ${sleeps}
    healthcheck: { test: ["CMD-SHELL", "echo no answer; exit 1"], interval: 100ms, retries: 2 }
`,
  });
  const { status, stderr } = await scenario.tutti(['up', '-d']);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /\ndependency failed to start: container reasons-db-1 is unhealthy\n {2}at \S+compose\.yml:2:77\n[^]*\n\ndb \(reasons-db-1\) is unhealthy/,
  );
  expect(stderr).toContain('no answer');
  expect(stderr).toContain('Try: the check by hand (tutti exec db');
});

test('up -d names what ended in failure meanwhile, and still ends with 0', async () => {
  await using scenario = Scenario.create(inject('home'), 'ends', {
    'compose.yml': `services:
  bad: { image: "${python}", command: ["sh", "-c", "echo no settings; exit 3"] }
  good: { image: "${python}", command: "true" }
  middle:
    ${sleeps}
    healthcheck: { test: "true", interval: 1s }
  later:
    ${sleeps}
    depends_on: { bad: { condition: service_started }, middle: { condition: service_healthy } }
`,
  });
  const { status, stderr } = await scenario.tutti(['up', '-d']);
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /\nbad \(ends-bad-1\) exited with code 3\n {2}Its last lines:\n {4}no settings\n {2}Try: tutti logs bad/,
  );
  expect(stderr).not.toContain('good (');
});

test('a port in use: the container and the project that hold it are named after the refusal', async () => {
  const project = (image: string): string =>
    `services: { app: { image: "${image}", ports: ["127.0.0.1:18094:80"], init: true, entrypoint: [sleep, inf] } }\n`;
  await using first = Scenario.create(inject('home'), 'holder', { 'compose.yml': project(python) });
  await using second = Scenario.create(inject('home'), 'taker', { 'compose.yml': project(python) });
  await first.succeeds(['up', '-d']);
  const { status, stderr } = await second.tutti(['up', '-d']);
  expect(status).toBe(1);
  // In the engine's own words.
  expect(stderr).toMatch(
    inject('home').engine === 'podman'
      ? /\nError response from daemon: .*:18094: bind: address already in use\n/
      : /\nError response from daemon: .*port is already allocated.*\n/,
  );
  expect(stderr).toMatch(
    /\n {2}at \S+compose\.yml:1:64\n[^]*\nPort 18094 is held by container holder-app-1 of project holder: /,
  );
});
