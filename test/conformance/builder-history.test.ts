/** What the engine remembers of its builds. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BuildEvent, TuttiBuildRecord } from '../../src/engine-api/index.ts';
import { TestBuilder } from '../support/test-builder.ts';

let builder: TestBuilder;

beforeAll(async () => {
  builder = await TestBuilder.open();
});

afterAll(async () => {
  await builder[Symbol.asyncDispose]();
});

const latest = async (): Promise<TuttiBuildRecord> => {
  const [record] = await builder.rooms.builder.history();
  if (record === undefined) throw new Error('nothing is remembered');
  return record;
};

async function eventsOf(id: string): Promise<BuildEvent[]> {
  const events: BuildEvent[] = [];
  await builder.rooms.builder.followBuild(id, (event) => events.push(event));
  return events;
}

/** Of the Dockerfile's steps. */
function outputOf(events: BuildEvent[]): string {
  const own = new Set(
    events.flatMap((event) =>
      event.kind === 'step-started' && /\d+\/\d+\]/.test(event.name) ? event.id : [],
    ),
  );
  return events
    .flatMap((event) => (event.kind === 'step-output' && own.has(event.id) ? event.text : []))
    .join('');
}

test('a build is remembered with its steps and output, also by the next engine', async () => {
  const folder = builder.context({ Dockerfile: 'FROM busybox\nRUN echo kept\nRUN echo second\n' });
  const labels = { 'com.docker.compose.project': 'app', 'com.docker.compose.service': 'web', other: 'x' };
  const { id, events } = await builder.build(folder, { tags: ['app-web'], labels });
  expect(events[0]).toMatchObject({ kind: 'recorded' });
  await builder.build(folder, { tags: ['app-web'], labels });
  await builder.reopen();

  const [again, first] = await builder.rooms.builder.history();
  expect(first).toMatchObject({
    Tags: ['app-web'],
    Labels: { 'com.docker.compose.project': 'app', 'com.docker.compose.service': 'web' },
    Context: 'folder',
    Source: folder,
    Dockerfile: 'Dockerfile',
    State: 'done',
    Image: id,
    Steps: 3,
    Cached: 1,
  });
  expect(first?.Labels).not.toHaveProperty('other');
  expect(first?.Ended).toBeGreaterThanOrEqual(first?.Started ?? Number.POSITIVE_INFINITY);
  expect(again).toMatchObject({ Steps: 3, Cached: 3 });
  const kept = await eventsOf(first?.Id ?? '');
  expect(kept).toEqual(events.filter(({ kind }) => kind !== 'recorded' && kind !== 'step-progress'));
  expect(outputOf(kept)).toBe('kept\nsecond\n');
});

test('one that fails is remembered with its reason, one that is given up as that', async () => {
  await builder.fail(['FROM busybox', 'RUN echo broken; exit 7']);
  const failed = await latest();
  expect(failed).toMatchObject({ State: 'failed', Steps: 2 });
  expect(failed.Error).toContain('exit code: 7');
  expect(failed).not.toHaveProperty('Image');
  expect((await eventsOf(failed.Id)).at(-1)).toMatchObject({ kind: 'step-failed', exitCode: 7 });

  const given = new AbortController();
  const seen = (event: BuildEvent): void => {
    if (event.kind === 'step-output') given.abort();
  };
  const request = builder.request(['FROM busybox', 'RUN echo begun; sleep 60'], { signal: given.signal });
  await expect(builder.rooms.builder.build(request, seen)).rejects.toThrow('canceled');
  expect(await latest()).toMatchObject({ State: 'canceled' });
});

test('neither secrets nor values of secret arguments are in what is kept', async () => {
  const folder = builder.context({
    Dockerfile: [
      'FROM busybox',
      'ARG API_TOKEN',
      'COPY $API_TOKEN /file',
      'RUN --mount=type=secret,id=key cat /run/secrets/key; printf tok-; sleep 0.2; echo 98765; echo end',
      'RUN echo $API_TOKEN; false',
    ].join('\n'),
    'tok-98765': 'content',
    key: 'open-sesame\n',
  });
  const given = { buildArgs: { API_TOKEN: 'tok-98765' }, secrets: { key: { file: join(folder, 'key') } } };
  const { message } = await builder.fail(folder, given);
  expect(message).toContain('tok-98765');
  const { Id, Error: reason } = await latest();
  expect(reason).toContain('***');
  const events = await eventsOf(Id);
  expect(outputOf(events)).toBe('***\n***\nend\n***\n');
  const history = join(builder.paths.root, 'builds/history');
  const all = readdirSync(history).map((name) => readFileSync(join(history, name), 'utf8'));
  expect(all.filter((text) => /tok-98765|open-sesame/.test(text))).toEqual([]);
});

test('a running build is followed from its begin to its end, and events tell of both', async () => {
  const told: string[] = [];
  const stop = builder.rooms.events.subscribe(({ Type, Action, Actor }) => {
    if (Type === 'builder') told.push(`${Action} ${Actor.Attributes.name}`);
  });
  const begun = Promise.withResolvers<string>();
  const request = builder.request(
    ['FROM busybox', 'RUN for i in 1 2 3 4; do echo line $i; sleep 0.2; done'],
    { tags: ['followed'] },
  );
  const build = builder.rooms.builder.build(request, (event) => {
    if (event.kind === 'step-output') begun.resolve(event.text);
  });
  await begun.promise;
  const record = await latest();
  expect(record).toMatchObject({ State: 'running', Steps: 2 });
  const events: BuildEvent[] = [];
  const signal = new AbortController().signal;
  await builder.rooms.builder.followBuild(record.Id, (event) => events.push(event), signal);
  expect(outputOf(events)).toBe('line 1\nline 2\nline 3\nline 4\n');
  expect(await latest()).toMatchObject({ State: 'done' });
  await build;
  stop();
  expect(told).toEqual(['start followed', 'done followed']);
});

test('a build that completes another has no record of its own', async () => {
  const lines = ['FROM busybox', 'RUN echo completed'];
  await builder.build(lines);
  const { Id, Image } = await latest();
  const { id } = await builder.build(lines, { labels: { more: '1' }, completes: Id });
  expect(id).not.toBe(Image);
  expect(await latest()).toMatchObject({ Id, Image: id });
});

test('more output than is kept is cut, and the end of the step is told all the same', async () => {
  await builder.build(['FROM busybox', 'RUN yes 0123456789abcdef | head -c 3000000; echo the end']);
  const record = await latest();
  expect(record).toMatchObject({ State: 'done', Cut: true });
  const events = await eventsOf(record.Id);
  expect(outputOf(events)).toHaveLength(1_000_000);
  expect(events.filter(({ kind }) => kind === 'step-done').length).toBeGreaterThan(1);
});

test('of a build in which the engine was killed is said so, without the half of a last line', async () => {
  const { Id, ...record } = await latest();
  const id = 'f'.repeat(24);
  const history = join(builder.paths.root, 'builds/history');
  const begun = { ...record, Id: id, State: 'running', Started: Date.now(), Steps: 0, Cached: 0 };
  writeFileSync(join(history, `${id}.json`), JSON.stringify(begun));
  const event = { kind: 'step-started', id: '2', name: '[1/2] FROM busybox', at: 1 };
  writeFileSync(join(history, `${id}.events`), `${JSON.stringify(event)}\n{"kind":"step-do`);
  await builder.reopen();
  expect(await latest()).toMatchObject({
    Id: id,
    State: 'failed',
    Error: 'the engine ended before the build did',
    Steps: 1,
  });
  expect(await eventsOf(id)).toEqual([event]);
  await expect(eventsOf('../../steps')).rejects.toThrow('No such build');
  await expect(eventsOf(Id.replace(/./, 'x'))).rejects.toThrow('No such build');
});

test('the hundred latest are kept; pruning takes them away, but not one of chosen cache records', async () => {
  for (let count = 0; count < 101; count++) await builder.build(['FROM busybox', `LABEL a=${count}`]);
  const all = await builder.rooms.builder.history();
  expect(all).toHaveLength(100);
  expect(readdirSync(join(builder.paths.root, 'builds/history'))).toHaveLength(200);
  const { builder: room } = builder.rooms;
  const folder = join(builder.paths.root, 'builds/history');
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  expect(await room.historySize()).toBe(sizes.reduce((sum, size) => sum + size, 0));
  await room.pruneCache({ all: true, filters: { id: ['none'] } });
  await room.pruneCache({ all: false, filters: {}, keepStorage: 1 });
  await room.pruneCache({ all: false, filters: { until: ['1h'] } });
  expect(await room.history()).toHaveLength(100);
  await room.pruneCache({ all: false, filters: {} });
  expect(await room.history()).toEqual([]);
  expect(await room.historySize()).toBe(0);
  expect(readdirSync(join(builder.paths.root, 'builds/history'))).toEqual([]);
});
