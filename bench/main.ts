import { parseArgs } from 'node:util';
import { describeMemory, engineMemory } from './memory.ts';
import { type Measure, measurePairs, printRow, type Runs } from './pairs.ts';
import { BenchProject } from './project.ts';
import { prepareSides, type Sides } from './sides.ts';

const usage = `Times tutti on its own engine against Docker Compose on a Docker Engine, in pairs, whole processes, on this machine.

  npm run bench -- [--peer 'docker compose'] [--peer-socket unix:///var/run/docker.sock] [--peer-path /tmp=/w] [--same-engine] [--runs 5] [--no-warm-up] [--services 1,10,50] [--only 'up -d,down'] [--project FOLDER]

  --peer         how Docker Compose is called; without a peer only our own figures are printed
  --peer-socket  the Docker Engine's address as this process reaches it
  --peer-path    where the peer sees /tmp, when it runs in a root of its own
  --same-engine  tutti drives the peer's engine too: the orchestrators are compared, not the engines
  --no-warm-up   time the first runs too
  --only         the commands to time, as the table names them
  --project      time 'config' of a copy of this folder's project, and nothing else
`;

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    'peer-socket': { type: 'string', default: 'unix:///var/run/docker.sock' },
    'peer-path': { type: 'string', default: '/tmp=/tmp' },
    'same-engine': { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    'no-warm-up': { type: 'boolean', default: false },
    services: { type: 'string', default: '1,10,50' },
    only: { type: 'string' },
    project: { type: 'string' },
    help: { type: 'boolean' },
  },
});

async function main(): Promise<void> {
  if (values.help) return void process.stdout.write(usage);
  const runs = { timed: Number(values.runs), untimed: values['no-warm-up'] ? 0 : 1 };
  await using sides = await prepareSides({
    peer: values.peer,
    peerSocket: values['peer-socket'],
    peerPath: values['peer-path'],
    sameEngine: values['same-engine'],
  });
  process.stdout.write(
    `command                 services   tutti ms (min–max)      peer ms (min–max)      ratio\n`,
  );
  if (values.project !== undefined) return await benchConfigOf(values.project, runs, sides);
  for (const services of values.services.split(',').map(Number)) await benchSize(services, runs, sides);
  printMemory('idle', sides);
}

async function benchConfigOf(folder: string, runs: Runs, { ours, peer }: Sides): Promise<void> {
  const project = BenchProject.copyOf(folder);
  try {
    printRow(await measurePairs(config, project, runs, ours, peer), '-');
  } finally {
    project.remove();
  }
}

async function benchSize(services: number, runs: Runs, sides: Sides): Promise<void> {
  const { ours, peer } = sides;
  const both = async (args: string[]): Promise<void> => {
    for (const side of [ours, peer]) if (side !== undefined) await side.run(project, args);
  };
  const measure = async (what: Measure): Promise<void> => {
    if (isWanted(what)) printRow(await measurePairs(what, project, runs, ours, peer), services);
  };
  const project = BenchProject.create(services);
  try {
    await measure(config);
    await measure({ name: 'up -d', args: ['up', '-d'], after: ['down', '-t', '0'] });
    await measure({ name: 'down', args: ['down', '-t', '0'], before: ['up', '-d'] });
    if (!standing.some(isWanted)) return;
    await both(['up', '-d']);
    for (const what of standing) await measure(what);
    printMemory(`${services} containers`, sides);
  } finally {
    await both(['down', '-t', '0']);
    project.remove();
  }
}

function isWanted({ name }: Measure): boolean {
  return values.only === undefined || values.only.split(',').includes(name);
}

function printMemory(when: string, { home }: Sides): void {
  if (home === undefined) return;
  process.stdout.write(`engine and keeper, ${when}: ${describeMemory(engineMemory(home))}\n`);
}

/** Needs no containers. */
const config: Measure = { name: 'config', args: ['config'] };

/** Commands that change nothing; the project runs. */
const standing: Measure[] = [
  { name: 'up -d (nothing to do)', args: ['up', '-d'] },
  { name: 'ps', args: ['ps'] },
  { name: 'ps SERVICE', args: ['ps', 's1'] },
  { name: 'logs --tail', args: ['logs', '--tail', '1'] },
  { name: 'exec true', args: ['exec', '-T', 's1', 'true'] },
];

await main();
