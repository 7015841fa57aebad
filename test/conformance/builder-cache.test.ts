import { execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestBuilder } from '../support/test-builder.ts';

let builder: TestBuilder;
beforeAll(async () => {
  builder = await TestBuilder.open();
});
afterAll(() => builder[Symbol.asyncDispose]());

const dockerfile = [
  'FROM busybox',
  'RUN cat /proc/sys/kernel/random/uuid > /one',
  'COPY a.txt /a',
  'RUN cat /proc/sys/kernel/random/uuid > /two',
  'CMD ["x"]',
].join('\n');

test('the same build is the same image, also after a restart and with other times on the files', async () => {
  const folder = builder.context({ 'a.txt': 'a', 'b.txt': 'b' });
  const first = await builder.build(folder, { dockerfileText: dockerfile });
  expect(first.done).toHaveLength(3);
  utimesSync(join(folder, 'a.txt'), 1, 1);
  await builder.reopen();
  const second = await builder.build(folder, { dockerfileText: dockerfile });
  expect(second.cached).toHaveLength(3);
  expect(second.id).toBe(first.id);
});

test('a change is followed by the steps after it, and by no others', async () => {
  const folder = builder.context({ 'a.txt': 'a', 'b.txt': 'b' });
  await builder.build(folder, { dockerfileText: dockerfile });
  writeFileSync(join(folder, 'b.txt'), 'not copied');
  expect((await builder.build(folder, { dockerfileText: dockerfile })).done).toEqual([]);
  writeFileSync(join(folder, 'a.txt'), 'A');
  const changed = await builder.build(folder, { dockerfileText: dockerfile });
  expect(changed.cached).toEqual(['[2/4] RUN cat /proc/sys/kernel/random/uuid > /one']);
  expect(changed.done).toEqual(['[3/4] COPY a.txt /a', '[4/4] RUN cat /proc/sys/kernel/random/uuid > /two']);
  const relabelled = await builder.build(folder, {
    dockerfileText: `${dockerfile}\nLABEL a=b`,
    labels: { c: 'd' },
  });
  expect(relabelled.done).toEqual([]);
  expect(builder.rooms.images.inspect(relabelled.id).Config.Labels).toEqual({ a: 'b', c: 'd' });
});

test('arguments count from where they are declared; secrets never do', async () => {
  const lines = ['FROM busybox', 'RUN true # before', 'ARG V', 'RUN --mount=type=secret,id=s echo $V'];
  await builder.build(lines, { buildArgs: { V: '1' }, secrets: { s: { value: 'x' } } });
  const same = await builder.build(lines, { buildArgs: { V: '1' }, secrets: { s: { value: 'y' } } });
  expect(same.done).toEqual([]);
  expect((await builder.build(lines, { buildArgs: { V: '2' } })).done).toEqual([
    '[3/3] RUN --mount=type=secret,id=s echo 2',
  ]);
  const cacheText = readFileSync(join(builder.paths.root, 'builds/steps.json'), 'utf8');
  expect(cacheText).not.toContain('"x"');
});

test('--no-cache, for the whole build or for a stage', async () => {
  const lines = [
    'FROM busybox AS one',
    'RUN cat /proc/sys/kernel/random/uuid > /n',
    'FROM busybox AS two',
    'RUN cat /proc/sys/kernel/random/uuid > /m',
    'COPY --from=one /n /n',
  ];
  const first = await builder.build(lines);
  const again = await builder.build(lines, { noCache: true });
  expect(again.cached).toEqual([]);
  expect(again.id).not.toBe(first.id);
  const filtered = await builder.build(lines, { noCacheFilter: ['one'] });
  expect(filtered.cached).toEqual(['[two 2/3] RUN cat /proc/sys/kernel/random/uuid > /m']);
});

const madeAndCopied = (comment: string): string[] => [
  'FROM busybox AS made',
  `RUN echo same > /out # ${comment}`,
  'FROM busybox',
  'COPY --from=made /out /out',
  'RUN cat /proc/sys/kernel/random/uuid > /late',
];

test('a copy from a stage depends on what is copied, not on how it was made', async () => {
  const first = await builder.build(madeAndCopied('one'));
  const second = await builder.build(madeAndCopied('two'));
  expect(second.done).toEqual(['[made 2/2] RUN echo same > /out # two']);
  expect(second.id).toBe(first.id);
});

test('two builds that ask for the same step at once do it once', async () => {
  const lines = ['FROM busybox', 'RUN sleep 0.3; cat /proc/sys/kernel/random/uuid'];
  const [one, two] = await Promise.all([builder.build(lines), builder.build(lines)]);
  expect(one.id).toBe(two.id);
  expect(one.output.match(/[0-9a-f-]{36}/)?.[0]).toBe(two.output.match(/[0-9a-f-]{36}/)?.[0]);
});

test('history and configuration read as Docker writes them', async () => {
  const { id } = await builder.build(
    ['FROM busybox', 'ARG A=1', 'RUN echo $A', 'WORKDIR /w', 'CMD run it', 'EXPOSE 80'],
    {
      tags: ['history:1'],
    },
  );
  const lines = builder.rooms.images
    .history('history:1')
    .map((line) => `${line.CreatedBy} (${line.Comment})`);
  expect(lines.slice(0, 5)).toEqual([
    'EXPOSE [80/tcp] (buildkit.dockerfile.v0)',
    'CMD ["/bin/sh" "-c" "run it"] (buildkit.dockerfile.v0)',
    'WORKDIR /w (buildkit.dockerfile.v0)',
    'RUN |1 A=1 /bin/sh -c echo $A # buildkit (buildkit.dockerfile.v0)',
    'ARG A=1 (buildkit.dockerfile.v0)',
  ]);
  const { Config, RootFS, Created } = builder.rooms.images.inspect(id);
  expect(Config).toMatchObject({
    WorkingDir: '/w',
    Cmd: ['/bin/sh', '-c', 'run it'],
    ExposedPorts: { '80/tcp': {} },
  });
  expect(RootFS.Layers).toHaveLength(3);
  expect(Date.parse(Created ?? '')).toBeGreaterThan(Date.now() - 60_000);
});

test('a context that comes as an archive, with its own Dockerfile and ignore file', async () => {
  const folder = builder.context({
    'docker/Other': 'FROM scratch\nCOPY . /all/\n',
    'docker/Other.dockerignore': '*\n!keep*\n',
    'keep.txt': 'k',
    drop: 'd',
  });
  const archive = `${folder}.tar.gz`;
  execFileSync('tar', ['-czf', archive, '-C', folder, '.']);
  const { id } = await builder.build(folder, {
    context: { archive: createReadStream(archive) },
    dockerfile: 'docker/Other',
  });
  expect(builder.look(id, 'ls all')).toBe('keep.txt');
});

test('files behind addresses are asked for again, but not sent again', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['if-none-match'] ?? ''}`);
    if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
    else
      response
        .writeHead(200, { etag: '"v1"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' })
        .end('downloaded');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const lines = ['FROM scratch', `ADD http://127.0.0.1:${port}/path/file.bin /d/`];
    const { id } = await builder.build(lines);
    expect(builder.look(id, 'cat d/file.bin; stat -c " %a %Y" d/file.bin')).toBe('downloaded 600 1767225600');
    expect((await builder.build(lines)).done).toEqual([]);
    expect(asked.at(-1)).toBe('GET /path/file.bin "v1"');
    const wrong = `ADD --checksum=sha256:${'0'.repeat(64)} http://127.0.0.1:${port}/x /`;
    expect((await builder.fail(['FROM scratch', wrong])).message).toContain('digest mismatch sha256:');
  } finally {
    server.close();
  }
});

test('files behind addresses: ports that browsers refuse, redirects, packed answers', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/file' }).end();
    else if (request.url === '/file')
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('unpacked'));
    else if (request.url === '/cut') {
      const packed = gzipSync('unpacked');
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length });
      response.write(packed.subarray(0, 12), () => response.destroy());
    } else response.writeHead(404).end();
  });
  // A port of X11, which browsers refuse, at an address of our own.
  const host = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.9`;
  await once(server.listen(6000, host), 'listening');
  try {
    const { id } = await builder.build(['FROM scratch', `ADD http://${host}:6000/moved /d/f`]);
    expect(builder.look(id, 'cat d/f')).toBe('unpacked');
    const { message } = await builder.fail(['FROM scratch', `ADD http://${host}:6000/none /d/f`]);
    expect(message).toContain('invalid response status 404');
    const cut = await builder.fail(['FROM scratch', `ADD http://${host}:6000/cut /d/f`]);
    expect(cut.message).toContain('aborted');
  } finally {
    server.close();
  }
});

test('repositories: as a source, as a named context, as the context', async () => {
  const folder = builder.context({ 'repo/sub/f': 'first', 'repo/Dockerfile': 'FROM scratch\nCOPY sub /d\n' });
  const repository = join(folder, 'repo');
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=n', '-c', 'user.email=e@example.com', ...args], {
      encoding: 'utf8',
    });
  git('-c', 'init.defaultBranch=main', 'init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  git('tag', 'v1');
  writeFileSync(join(repository, 'sub/f'), 'second');
  git('commit', '-qam', 'second');
  const port = 20_000 + (process.pid % 20_000);
  const options = [
    '--reuseaddr',
    '--export-all',
    `--base-path=${folder}`,
    '--listen=127.0.0.1',
    `--port=${port}`,
  ];
  const daemon = spawn('git', ['daemon', '--verbose', '--informative-errors', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    await once(daemon.stderr, 'data');
    const address = `git://127.0.0.1:${port}/repo/.git`;
    const lines = [
      'FROM scratch',
      `ADD ${address}#v1:sub /tag/`,
      `ADD --keep-git-dir=true ${address} /head/`,
      'COPY --from=repo sub/f /named/',
    ];
    const { id } = await builder.build(lines, { namedContexts: { repo: `${address}#main` } });
    expect(builder.look(id, 'cat tag/f; echo; cat head/sub/f named/f; ls -a head').split('\n')).toEqual([
      'first',
      'secondsecond.',
      '..',
      '.git',
      'Dockerfile',
      'sub',
    ]);
    const whole = await builder.build(lines, { context: { address: `${address}#v1` } });
    expect(builder.look(whole.id, 'cat d/f')).toBe('first');
    const missing = await builder.fail(['FROM scratch', `ADD ${address}#nope /x`]);
    expect(missing.message).toContain('repository does not contain ref');
  } finally {
    daemon.kill();
  }
});

test('a fingerprint changes with every input, and with nothing else', async () => {
  const folder = builder.context({
    Dockerfile: 'FROM busybox\nARG A\nCOPY a.txt /\nRUN echo $A\n',
    'a.txt': 'a',
    other: 'o',
  });
  const print = (options = {}): Promise<string> =>
    builder.rooms.builder.fingerprint(builder.request(folder, options));
  const first = await print();
  const { id } = await builder.build(folder, { tags: ['fingerprint:1'] });
  expect([builder.rooms.builder.builtFrom('fingerprint:1'), builder.rooms.builder.builtFrom(id)]).toEqual([
    first,
    first,
  ]);
  expect(builder.rooms.builder.builtFrom('busybox')).toBeUndefined();
  writeFileSync(join(folder, 'other'), 'changed');
  writeFileSync(join(folder, 'Dockerfile'), '# a comment\nFROM busybox\nARG A\nCOPY a.txt /\nRUN echo $A\n');
  expect(await print()).toBe(first);
  const others = [await print({ buildArgs: { A: '1' } }), await print({ labels: { x: 'y' } })];
  writeFileSync(join(folder, 'a.txt'), 'b');
  others.push(await print());
  await builder.rooms.images.tag(
    (await builder.build(['FROM busybox', 'RUN cat /proc/sys/kernel/random/uuid'])).id,
    'base',
    '1',
  );
  writeFileSync(join(folder, 'Dockerfile'), 'FROM base:1\n');
  others.push(await print());
  await builder.rooms.images.tag((await builder.build(['FROM busybox', 'RUN date'])).id, 'base', '1');
  others.push(await print());
  expect(new Set([first, ...others]).size).toBe(others.length + 1);
});

test('usage, and taking the cache away', async () => {
  const folder = builder.context({ big: Buffer.alloc(100_000, 'x') });
  const text =
    'FROM busybox\nCOPY big /big\nRUN --mount=type=cache,target=/c head -c 5000 /dev/zero > /c/zeros\n';
  const { id } = await builder.build(folder, { dockerfileText: text });
  const copy = builder.rooms.builder.cache().find((record) => record.Description.endsWith('COPY big /big'));
  expect(copy).toMatchObject({ Type: 'regular', Shared: true, InUse: false, Size: 100_000 });
  expect(builder.rooms.builder.cache()).toContainEqual(
    expect.objectContaining({ Type: 'exec.cachemount', Size: 5000 }),
  );
  await builder.rooms.images.remove(id, { force: true });
  expect((await builder.build(folder, { dockerfileText: text })).done).toEqual([]);
  const { SpaceReclaimed } = await builder.rooms.builder.pruneCache({ all: true, filters: {} });
  expect(SpaceReclaimed).toBeGreaterThan(5000);
  expect(builder.rooms.builder.cache()).toEqual([]);
  rmSync(join(folder, 'big'));
});
