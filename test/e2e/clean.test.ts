import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { marksOf, noTraces, traces } from '../support/leftovers.ts';
import { eventually } from '../support/wait.ts';
import { Scenario } from '../support/world.ts';

const home = inject('home');

const everything = `services:
  web:
    image: redis:6.0-alpine
    ports: ["16379:6379", "[::1]:16380:6379", "16381:6379/udp"]
    volumes: [data:/data, /anonymous, ./bound:/bound]
    tmpfs: /scratch
    networks: [front, back]
    secrets: [word]
    healthcheck: { test: redis-cli ping, interval: 1s, retries: 10 }
  sleeper:
    image: redis:6.0-alpine
    command: sleep inf
    init: true
    mem_limit: 64m
    cpus: 0.5
    networks: { back: { aliases: [other] } }
    depends_on: { web: { condition: service_healthy } }
  guest:
    image: redis:6.0-alpine
    command: sleep inf
    network_mode: service:web
volumes: { data: }
networks: { front: , back: { internal: true } }
secrets: { word: { file: ./word } }
`;

test('what `up` made is gone after `down --volumes`: mounts, namespaces, interfaces, rules, cgroups, processes', async () => {
  await using scenario = Scenario.create(home, 'clean', { 'compose.yml': everything, word: 'secret' });
  await scenario.succeeds(['up', '-d', '--wait']);
  const marks = await marksOf(home, 'clean');
  const during = traces(home, marks);
  for (const [kind, found] of Object.entries(during)) expect(found, kind).not.toEqual([]);

  await scenario.succeeds(['down', '--volumes', '-t', '1']);
  await eventually(() => expect(traces(home, marks)).toEqual(noTraces));
  expect(readdirSync(join(home.root, 'volumes')).filter((name) => name.startsWith('clean_'))).toEqual([]);
});

test('an `up` that fails in the middle leaves what it started, and `down` all of that', async () => {
  await using scenario = Scenario.create(home, 'half', {
    'compose.yml':
      'services:\n  good: { image: "redis:6.0-alpine" }\n  bad: { image: "redis:6.0-alpine", command: /no/such/file, entrypoint: [], depends_on: [good] }\n',
  });
  const { status, stderr } = await scenario.tutti(['up', '-d']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/"\/no\/such\/file": stat \/no\/such\/file: no such file or directory/);
  const marks = await marksOf(home, 'half');
  expect(marks.containers).toHaveLength(1);
  await scenario.succeeds(['down', '-t', '1']);
  await eventually(() => expect(traces(home, marks)).toEqual(noTraces));
});
