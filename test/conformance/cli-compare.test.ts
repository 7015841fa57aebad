/**
 * The same commands by Docker Compose and by tutti, each with a project of its own on the same engine: same exit code,
 * same standard output, same lines of progress. Needs a Docker Compose: COMPOSE_REFERENCE is the command that runs it
 * ("docker compose"), COMPOSE_REFERENCE_TMP the temporary folder as it sees it, DOCKER_HOST the engine, which has the image busybox.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Finished, run } from '../support/command.ts';

const reference = process.env['COMPOSE_REFERENCE']?.split(' ') ?? [];
const main = join(import.meta.dirname, '../../src/main.ts');

const files: Record<string, string> = {
  'compose.yaml': `
services:
  web:
    image: busybox
    command: sh -c "echo hello; exec sleep 1000"
    stop_signal: SIGKILL
    labels: { role: front }
    volumes: [data:/data]
    ports: ["127.0.0.1::80"]
  db:
    image: busybox
    command: sleep 1000
    stop_signal: SIGKILL
  once:
    image: busybox
    command: "true"
    profiles: [job]
volumes:
  data:
`,
  'bad.yaml': 'services:\n  a:\n    imag: x\n',
};

/** One line a step, in this order; `~` before a step: only the exit code is compared. */
const steps = `
ps
up -d
up -d
up -d nosuch
ps
ps web
ps nosuch
ps -a
ps --services
ps --format json
ps --format {{.Name}}={{.State}}/{{.Service}}
ps --filter status=exited
ps --filter status=running
ps --filter nosuch=1
ps --status paused
ps --status nosuch
images
images -q
top
top db
logs web
logs --no-log-prefix web
logs nosuch
~port web 80
port web 81
port web abc
port nosuch 80
exec web true
exec web sh -c exit|7
exec -w /data -e A=1 web sh -c pwd;echo|$A
exec nosuch true
exec web
run --rm db echo hi
run --rm db sh -c exit|3
run nosuch
run
ls --filter name=@
ls --format json --filter name=@
ls nosuch
volumes
volumes -q
pause web
unpause web
stop
ps
ps -a
exec web true
start
restart
kill db
rm -f
rm -f
create
up -d --scale web=2
ps
scale web=1
scale web
scale web=x
stop nosuch
cp web:/etc/nosuch -
~wait nosuch
--profile job up -d once
ps -a once
wait web db --nosuch
-f bad.yaml config
~-f nosuch.yaml config
config --services
config --images
config --volumes
config --networks
config --profiles
config --hash *
config --variables
config -q
--progress plain up -d
--progress json stop
--progress quiet start
--progress nosuch ps
--ansi never ps
--dry-run pull
up --build --no-build
up --detach --attach web
up --scale web
down --rmi nosuch
events --nosuch
version nosuch
nosuch
down
down
ps
`
  .trim()
  .split('\n');

interface Tool {
  command: string;
  args: string[];
  project: string;
}

function mask(text: string, project: string): string {
  return text
    .replaceAll(project, '@')
    .replace(/\b[0-9a-f]{64}\b/g, '<id>')
    .replace(/\b[0-9a-f]{12}\b/g, '<short>')
    .replace(/\b(?:About an? \w+|Less than a second|\d+ \w+)(?= ago|\s{2,}|"|$)/gm, '<time>')
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+(?: \+0000 UTC|Z)?/g, '<date>')
    .replace(/127\.0\.0\.1:\d+/g, '<port>')
    .replace(/"PublishedPort":\d{5}/g, '"PublishedPort":0')
    .replace(/"Labels":"[^"]*"/g, (labels) =>
      labels
        .split(/[",]/)
        .filter((each) => !/working_dir|config_files/.test(each))
        .sort()
        .join(),
    )
    .replace(/(^\w+\s+\d+\s+\w+\s+)\d+\s+\d+\s+\d+\s+[\d:]+(\s+\?\s+)[\d:]+/gm, '$1<process>$2')
    .replace(/ {2,}/g, '  ')
    .replace(/\S*\/(\w+\.yaml)/g, '$1');
}

/** Order of things done side by side is by chance. */
function sorted(text: string): string[] {
  return text.split('\n').filter(Boolean).sort();
}

describe.skipIf(reference.length === 0)('as Docker Compose', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-compare-'));
  const seen = folder.replace(tmpdir(), process.env['COMPOSE_REFERENCE_TMP'] ?? tmpdir());
  const [command = '', ...args] = reference;
  const tools: Tool[] = [
    { command, args, project: 'cli-them' },
    { command: process.execPath, args: [main], project: 'cli-ours' },
  ];

  async function step(tool: Tool, line: string): Promise<Finished> {
    const words = line
      .replaceAll('@', tool.project)
      .split(' ')
      .map((word) => word.replaceAll('|', ' '));
    const place = tool === tools[0] ? seen : folder;
    const global = words[0] === '-f' ? ['-f', `${place}/${words[1]}`] : ['-f', `${place}/compose.yaml`];
    const rest = words[0] === '-f' ? words.slice(2) : words;
    return run(tool.command, [...tool.args, '-p', tool.project, ...global, ...rest], { cwd: folder });
  }

  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  });

  afterAll(async () => {
    for (const tool of tools) await step(tool, '--profile job down -v -t 0 --remove-orphans');
    rmSync(folder, { recursive: true });
  });

  test.each(steps)('%s', async (line) => {
    const [theirs, ours] = await Promise.all(
      tools.map(async (tool) => {
        const { status, stdout, stderr } = await step(tool, line.replace(/^~/, ''));
        return { status, stdout: mask(stdout, tool.project), stderr: mask(stderr, tool.project) };
      }),
    );
    if (theirs === undefined || ours === undefined) throw new Error('two tools were compared');
    expect(ours.status, ours.stderr).toBe(theirs.status);
    if (line.startsWith('~')) return;
    const helpIsOurOwn = theirs.stdout.startsWith('Usage:');
    if (!helpIsOurOwn) expect(sorted(ours.stdout)).toEqual(sorted(theirs.stdout));
    const progress = (text: string): string[] =>
      sorted(text).filter((each) => /^ (Container|Network|Volume) |^\{/.test(each));
    expect(progress(ours.stderr)).toEqual(progress(theirs.stderr));
    if (theirs.status !== 0 && theirs.stderr.trim() !== '' && ours.status === 1)
      expect(ours.stderr, theirs.stderr).not.toBe('');
  });
});
