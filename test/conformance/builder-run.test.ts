import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heldBy } from '../support/leftovers.ts';
import { TestBuilder } from '../support/test-builder.ts';

let builder: TestBuilder;
beforeAll(async () => {
  builder = await TestBuilder.open();
});
afterAll(() => builder[Symbol.asyncDispose]());

test('environment, folder, user and shell of a step', async () => {
  const { output } = await builder.build([
    'FROM busybox',
    'ARG GIVEN=default',
    'ENV OWN="a b"',
    'WORKDIR /work',
    'RUN echo "$GIVEN|$OWN|$(pwd)|$(id -u)"',
    'USER nobody',
    'RUN id -un',
    'SHELL ["/bin/sh", "-e", "-c"]',
    'RUN ["/bin/echo", "no $shell"]',
    'RUN echo $0 $-',
    'RUN echo "host: $(env | grep HOSTNAME)|$(hostname)"',
    'ENV HOSTNAME=mine',
    'RUN env | grep HOST',
  ]);
  expect(output).toContain('host: |buildkitsandbox\n');
  expect(output).toContain('HOSTNAME=mine\n');
  expect(output).toContain('default|a b|/work|0\n');
  expect(output).toContain('nobody\n');
  expect(output).toContain('no $shell\n');
});

test('here-documents: a script for the shell, one with its own interpreter, several for one command', async () => {
  const { output } = await builder.build([
    'FROM busybox',
    'RUN <<EOF',
    'echo first',
    'echo second',
    'EOF',
    'RUN <<EOF',
    '#!/bin/busybox ash',
    'echo "script $0"',
    'EOF',
    "RUN cat <<one - <<'two' /dev/null",
    'from one',
    'one',
    'from $two',
    'two',
  ]);
  expect(output).toContain('first\nsecond\n');
  expect(output).toContain('script /dev/pipes/EOF');
  expect(output).toContain('from $two\n');
});

test('bind mounts show files without copying them, writes to them are lost, and no mount point stays', async () => {
  const folder = builder.context({ 'src/f': 'content', ignored: 'x', '.dockerignore': 'ignored' });
  const { id, output } = await builder.build(folder, {
    dockerfileText: [
      'FROM busybox AS made',
      'RUN echo made > /made',
      'FROM busybox',
      'RUN --mount=target=/ctx --mount=from=made,source=/made,target=/mnt/made ls /ctx && cat /ctx/src/f /mnt/made',
      'RUN --mount=source=src,target=/src,rw echo more > /src/new && ls /src',
      'RUN --mount=target=/ro,source=src touch /ro/x || echo refused',
    ].join('\n'),
  });
  expect(output).toContain('contentmade\n');
  expect(output).not.toContain('ignored\n');
  expect(output).toContain('f\nnew\n');
  expect(output).toContain('refused\n');
  expect(builder.look(id, 'ls -d ctx mnt src ro 2>/dev/null || true')).toBe('');
});

test('cache mounts keep what was written; tmpfs does not', async () => {
  const step = 'RUN --mount=type=cache,id=kept,target=/cache echo x >> /cache/count && wc -l < /cache/count';
  expect((await builder.build(['FROM busybox', step])).output).toContain('1\n');
  expect((await builder.build(['FROM busybox', step], { noCache: true })).output).toContain('2\n');
  await builder.reopen();
  expect((await builder.build(['FROM busybox', step], { noCache: true })).output).toContain('3\n');
  const tmpfs = await builder.build([
    'FROM busybox',
    'RUN --mount=type=tmpfs,target=/t mount | grep " /t " && touch /t/x',
  ]);
  expect(builder.look(tmpfs.id, 'ls t 2>/dev/null || true')).toBe('');
});

const lockedStage = (name: string): string[] => [
  `FROM busybox AS ${name}`,
  'RUN --mount=type=cache,id=lock,target=/l,sharing=locked test ! -e /l/busy && touch /l/busy && sleep 0.3 && rm /l/busy',
];

test("a locked cache mount is one step's at a time", async () => {
  const lines = [
    ...lockedStage('one'),
    ...lockedStage('two'),
    'FROM busybox',
    'COPY --from=one /etc/passwd /1',
    'COPY --from=two /etc/passwd /2',
  ];
  await builder.build(lines);
});

test('secrets reach the process only', async () => {
  const file = join(builder.context({ value: 'from-file' }), 'value');
  const { id, output, events } = await builder.build(
    [
      'FROM busybox',
      'RUN --mount=type=secret,id=one,mode=0440,uid=7,gid=8 stat -c "%a %u:%g" /run/secrets/one && wc -c < /run/secrets/one',
      'RUN --mount=type=secret,id=two,env=TOKEN test ${#TOKEN} = 10 && echo matches',
      'RUN --mount=type=secret,id=three test ! -e /run/secrets/three',
    ],
    { secrets: { one: { file }, two: { value: 'from-value' } } },
  );
  expect(output).toContain('440 7:8\n9\n');
  expect(output).toContain('matches\n');
  expect(JSON.stringify([events, builder.rooms.images.inspect(id)])).not.toMatch(/from-(file|value)\b/);
  expect(builder.look(id, 'ls run/secrets 2>/dev/null || true')).toBe('');
  const missing = await builder.fail(['FROM busybox', 'RUN --mount=type=secret,id=none,required true']);
  expect(missing.message).toContain('secret none: not found');
});

test("an agent's socket is reached through one that belongs to the step", async () => {
  const folder = builder.context({});
  const socket = join(folder, 'agent.sock');
  const server = createServer((connection) => connection.end('agent speaks\n')).listen(socket);
  try {
    const { output } = await builder.build(
      [
        'FROM busybox',
        'RUN --mount=type=ssh test -S $SSH_AUTH_SOCK && nc local:$SSH_AUTH_SOCK < /dev/null || ls -l $SSH_AUTH_SOCK',
      ],
      {
        ssh: { default: [socket] },
      },
    );
    expect(output).toMatch(/agent speaks|ssh_agent\.0/);
  } finally {
    server.close();
  }
});

test('network: none has only loopback; host and more rights only where allowed', async () => {
  const { output } = await builder.build(['FROM busybox', 'RUN --network=none ls /sys/class/net']);
  expect(output.trim().split(/\s+/)).toEqual(['lo']);
  const host = await builder.fail(['FROM busybox', 'RUN --network=host true']);
  expect(host.message).toContain('network.host is not allowed');
  const insecure = await builder.fail(['FROM busybox', 'RUN --security=insecure true']);
  expect(insecure.message).toContain('security.insecure is not allowed');
  await builder.build(['FROM busybox', 'RUN --network=host true'], { entitlements: ['network.host'] });
});

test('a failing step: the sentence, its last output, the lines, the exit code; nothing stays behind', async () => {
  const before = heldBy(builder.paths);
  const { message, events } = await builder.fail([
    'FROM busybox AS base',
    'FROM base',
    'RUN echo about to fail; exit 3',
    'RUN never',
  ]);
  expect(message).toBe(
    [
      '------',
      ' > [stage-1 1/2] RUN echo about to fail; exit 3:',
      'about to fail',
      '------',
      'Dockerfile:3',
      '--------------------',
      '   1 |     FROM busybox AS base',
      '   2 |     FROM base',
      '   3 | >>> RUN echo about to fail; exit 3',
      '   4 |     RUN never',
      '   5 |     ',
      '--------------------',
      'failed to solve: process "/bin/sh -c echo about to fail; exit 3" did not complete successfully: exit code: 3',
    ].join('\n'),
  );
  expect(events).toContainEqual(expect.objectContaining({ kind: 'step-failed', exitCode: 3 }));
  expect(heldBy(builder.paths)).toEqual(before);
});

test('a failure ends the other stages, and so does the one who asked', async () => {
  const started = performance.now();
  await builder.fail([
    'FROM busybox AS slow',
    'RUN sleep 60',
    'FROM busybox',
    'RUN sleep 0.2; exit 1',
    'COPY --from=slow / /',
  ]);
  const controller = new AbortController();
  const building = builder.fail(['FROM busybox', 'RUN echo begun; sleep 60'], { signal: controller.signal });
  setTimeout(() => controller.abort(), 300);
  expect((await building).message).toContain('canceled');
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('triggers of a base image run in the build on top of it', async () => {
  await builder.build(['FROM busybox', 'ONBUILD COPY data /data', 'ONBUILD RUN cat /data'], {
    tags: ['trigger:1'],
  });
  const folder = builder.context({ data: 'triggered\n' });
  const { id, output } = await builder.build(folder, { dockerfileText: 'FROM trigger:1\nRUN echo after\n' });
  expect(output).toContain('triggered\n');
  expect(builder.rooms.images.inspect(id).Config.OnBuild ?? []).toEqual([]);
});

test('a file that is gone when it is read, and a context that is none', async () => {
  const folder = builder.context({ Dockerfile: 'FROM busybox\nCOPY requirements.txt /\n' });
  expect((await builder.fail(folder)).message).toContain('"/requirements.txt": not found');
  rmSync(join(folder, 'Dockerfile'));
  expect((await builder.fail(folder)).message).toBe(
    'failed to read dockerfile: open Dockerfile: no such file or directory',
  );
  writeFileSync(join(folder, 'other'), 'FROM busybox\n');
  await builder.build(folder, { dockerfile: 'other' });
  expect((await builder.fail(`${folder}/nope`)).message).toContain('not found');
});
