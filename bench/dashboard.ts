/** Figures of the dashboard's server: memory above the command line, CPU while nobody does anything, one tick with 500 services. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ContainerBrief, ServiceRow } from '../src/dashboard-api/index.ts';
import { projectInWords } from '../src/dashboard-server/model/describe-project.ts';
import { serviceRows } from '../src/dashboard-server/project/describe-service.ts';
import { RowSet } from '../src/dashboard-server/rows.ts';
import { DashboardClient } from '../test/support/dashboard-client.ts';

const usage = `Measures 'tutti ui' on the engine that runs (DOCKER_HOST, or --host), with a page that looks at everything.

  node bench/dashboard.ts [--host unix:///…] [--seconds 10]
`;

const { values } = parseArgs({
  options: {
    host: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    help: { type: 'boolean' },
  },
});

const launcher = join(import.meta.dirname, '../tutti');
const services = 500;

async function main(): Promise<void> {
  if (values.help) return void process.stdout.write(usage);
  const flags = values.host === undefined ? [] : ['-H', values.host];
  const plain = await settledMemory([...flags, '-p', 'bench-of-no-project', 'events']);
  const dashboard = spawn(launcher, [...flags, 'ui', '--no-open'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    using page = await DashboardClient.open(await addressOf(dashboard));
    const ids = (['home', 'stats', 'events'] as const).map((topic) =>
      page.subscribe(topic, {}, () => undefined),
    );
    await pause(2_000);
    const cpu = await cpuPercent(dashboard.pid ?? 0, Number(values.seconds));
    const memory = memoryOf(dashboard.pid ?? 0);
    print(
      `memory, ${ids.length} subscriptions`,
      `${megabytes(memory)} (${megabytes(memory - plain)} above the command line)`,
    );
    print('CPU, home and stats open', `${cpu.toFixed(2)} %`);
  } finally {
    dashboard.kill('SIGINT');
    await once(dashboard, 'exit');
  }
  print(`one tick, ${services} services`, `${tick().toFixed(2)} ms`);
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(32)}${figure}\n`);
}

async function settledMemory(args: string[]): Promise<number> {
  const command = spawn(launcher, args, { stdio: 'ignore' });
  await pause(2_000);
  const memory = memoryOf(command.pid ?? 0);
  command.kill('SIGINT');
  await once(command, 'exit');
  return memory;
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no output');
  for await (const text of stdout) {
    const address = /http:\S+/.exec(String(text))?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('tutti ui ended');
}

/** Bytes. */
function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** Of one CPU, over so many seconds; ticks of the kernel are 10 ms. */
async function cpuPercent(pid: number, seconds: number): Promise<number> {
  const used = (): number => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  };
  const before = used();
  await pause(seconds * 1_000);
  return ((used() - before) / seconds) * 100;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Milliseconds from a change of one container to the text that is sent, the median of many. */
function tick(): number {
  const told = new RowSet<ServiceRow>(({ name }) => name);
  const times = Array.from({ length: 200 }, (_, round) => {
    const members = Array.from({ length: services }, (_each, index) => member(index, index === round));
    const begin = performance.now();
    projectInWords(members);
    JSON.stringify(told.update(serviceRows({}, members, () => undefined)));
    return performance.now() - begin;
  });
  return times.toSorted((a, b) => a - b)[100] ?? 0;
}

function member(index: number, isDown: boolean): ContainerBrief {
  return {
    id: `id-${index}`,
    name: `bench-s${index}-1`,
    project: 'bench',
    service: `s${index}`,
    number: 1,
    oneOff: false,
    image: 'image',
    imageId: 'sha256:0',
    status: isDown ? 'exited' : 'running',
    health: isDown ? 'none' : 'healthy',
    mood: isDown ? 'failing' : 'good',
    state: isDown ? 'Exited with code 1' : 'Up, healthy',
    since: 0,
    created: 0,
    ports: [{ url: `http://localhost:${index}`, text: `${index}→80/tcp` }],
    networks: ['bench_default'],
    restarts: 0,
  };
}

await main();
