import { parseArgs } from 'node:util';
import { engineMemory } from './memory.ts';
import { measurePairs, printRow, type Row } from './pairs.ts';
import { BenchProject } from './project.ts';
import { prepareSides, type Side } from './sides.ts';

const usage = `Times tutti on its own engine against Docker Compose on a Docker Engine, in pairs, whole processes, on this machine.

  npm run bench -- [--peer 'docker compose'] [--peer-socket unix:///var/run/docker.sock] [--peer-path /tmp=/w] [--runs 5] [--services 1,10,50]

  --peer         how Docker Compose is called; without a peer only our own figures are printed
  --peer-socket  the Docker Engine's address as this process reaches it
  --peer-path    where the peer sees /tmp, when it runs in a root of its own
`;

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    'peer-socket': { type: 'string', default: 'unix:///var/run/docker.sock' },
    'peer-path': { type: 'string', default: '/tmp=/tmp' },
    runs: { type: 'string', default: '5' },
    services: { type: 'string', default: '1,10,50' },
    help: { type: 'boolean' },
  },
});

async function main(): Promise<void> {
  if (values.help) return void process.stdout.write(usage);
  const runs = Number(values.runs);
  await using sides = await prepareSides({
    peer: values.peer,
    peerSocket: values['peer-socket'],
    peerPath: values['peer-path'],
  });
  process.stdout.write(
    `command                 services   tutti ms (min–max)      peer ms (min–max)      ratio\n`,
  );
  for (const services of values.services.split(',').map(Number))
    await benchSize(services, runs, sides.ours, sides.peer);
  const memory = engineMemory(sides.home);
  process.stdout.write(
    `engine and keeper, idle: RSS ${memory.rss.toFixed(0)} MB, PSS ${memory.pss.toFixed(0)} MB (${memory.processes} processes)\n`,
  );
}

async function benchSize(services: number, runs: number, ours: Side, peer: Side | undefined): Promise<void> {
  const project = BenchProject.create(services);
  try {
    const rows: Row[] = [];
    const up = { name: 'up -d', args: ['up', '-d'], after: ['down', '-t', '0'] };
    const down = { name: 'down', args: ['down', '-t', '0'], before: ['up', '-d'] };
    rows.push(await measurePairs(up, project, runs, ours, peer));
    rows.push(await measurePairs(down, project, runs, ours, peer));
    for (const side of [ours, peer]) if (side !== undefined) await side.run(project, ['up', '-d']);
    for (const [name, args] of Object.entries(standing))
      rows.push(await measurePairs({ name, args }, project, runs, ours, peer));
    for (const row of rows) printRow(row, services);
  } finally {
    for (const side of [ours, peer]) if (side !== undefined) await side.run(project, ['down', '-t', '0']);
    project.remove();
  }
}

/** Commands that change nothing; the project runs. */
const standing: Record<string, string[]> = {
  'up -d (nothing to do)': ['up', '-d'],
  ps: ['ps'],
  'exec true': ['exec', '-T', 's1', 'true'],
  config: ['config'],
};

await main();
