/** What Docker Compose and tutti print while they watch the same files of the same project, and what is in the containers then. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { neededCompose } from '../support/docker-compose.ts';
import { eventually } from '../support/wait.ts';
import { tuttiCommand } from '../support/world.ts';

const compose = `services:
  web:
    image: busybox
    command: [sh, -c, 'echo started; exec sleep infinity']
    init: true
    stop_grace_period: 1s
    develop:
      watch:
        - { path: src, action: sync, target: /app, ignore: ["*.log"] }
        - { path: web.conf, action: sync+restart, target: /etc/web.conf }
        - { path: hook, action: sync+exec, target: /hook, exec: { command: touch /hooked } }
  built:
    build: { context: ., dockerfile_inline: "FROM busybox\\nCOPY made /made\\n" }
    command: [sleep, infinity]
    init: true
    stop_grace_period: 1s
    develop: { watch: [{ path: made, action: rebuild }] }
`;

const folder = mkdtempSync(join(tmpdir(), 'compare-watch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Watched {
  status: number | null;
  lines: string[];
  inside: string;
}

class Watching {
  readonly #tool: readonly string[];
  readonly #folder: string;
  said = '';

  constructor(tool: readonly string[], name: string) {
    this.#tool = tool;
    this.#folder = join(folder, name);
    for (const [path, text] of Object.entries({
      'compose.yml': compose,
      'src/old': 'old',
      made: '1',
      'web.conf': 'a',
      'hook/x': 'x',
    }))
      this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.#folder, path, '..'), { recursive: true });
    writeFileSync(join(this.#folder, path), text);
  }

  async run(...args: string[]): Promise<string> {
    const [command = '', ...words] = this.#tool;
    const { stdout, stderr, status } = await run(command, [...words, ...args], { cwd: this.#folder });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  async shows(text: string | RegExp): Promise<void> {
    await eventually(() => {
      if (typeof text === 'string' ? !this.said.includes(text) : !text.test(this.said))
        throw new Error(`no ${String(text)} in\n${this.said}`);
    }, 60_000);
  }

  async watch(args: string[], change: () => Promise<void>): Promise<Watched> {
    const [command = '', ...words] = this.#tool;
    const child = spawn(command, [...words, 'watch', ...args], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      this.said += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    const closed = once(child, 'close');
    try {
      await change();
    } finally {
      child.kill('SIGINT');
    }
    const [status] = (await closed) as [number | null];
    const inside = await this.run(
      'exec',
      '-T',
      'web',
      'sh',
      '-c',
      'find /app /hook /hooked | sort; cat /etc/web.conf; ls -l /app/new',
    );
    return { status, lines: withoutBuild(stdout), inside: inside.replaceAll(/\w+ +\d+ \d+:\d+/g, 'TIME') };
  }
}

/** How a builder tells of its steps depends on its times and its cache. */
function withoutBuild(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

const tools: Record<string, readonly string[]> = { theirs: neededCompose(), ours: [tuttiCommand] };

async function watched(name: string): Promise<Watched> {
  const watching = new Watching(tools[name] ?? [], name);
  try {
    await watching.run('up', '-d', '--build', '--quiet-build');
    return await watching.watch(['--no-up'], async () => {
      await watching.shows('Watch enabled');
      watching.write('src/new', 'new');
      watching.write('src/debug.log', 'none of it');
      await watching.shows(/Syncing service "web" after 1 changes? were detected/);
      watching.write('web.conf', 'b');
      await watching.shows(/service\(s\) \["web"\] restarted/);
      watching.write('hook/y', 'y');
      await watching.shows(
        /Syncing service "web" after 1 changes? were detected[^]*Syncing service "web"[^]*Syncing service "web"/,
      );
      await eventually(async () => {
        await watching.run('exec', '-T', 'web', 'ls', '/hooked');
      }, 30_000);
      watching.write('made', '2');
      await watching.shows(/service\(s\) \["built"\] successfully built/);
      await eventually(
        async () => expect(await watching.run('exec', '-T', 'built', 'cat', '/made')).toBe('2'),
        30_000,
      );
    });
  } finally {
    await watching.run('down', '--timeout', '0', '--rmi', 'local');
  }
}

describe('watch --no-up', () => {
  test('the same lines, the same files, the same exit code', async () => {
    const theirs = await watched('theirs');
    const ours = await watched('ours');
    expect(ours).toEqual(theirs);
    expect(ours.lines).toContain('service(s) ["built"] successfully built');
  });
});
