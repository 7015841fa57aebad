import type { StatsSample } from '../../orchestrator/index.ts';
import { binarySize, humanSize } from '../../shared/index.ts';
import { atMost } from '../args/arguments.ts';
import { text, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { operate } from '../operation.ts';
import { formatRows, type Listing, type Row } from '../output/rows.ts';
import { cut } from '../progress/colors.ts';
import { projectName } from '../project.ts';

const listing: Listing = {
  table: '{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}',
  headers: {
    ID: 'CONTAINER ID',
    CPUPerc: 'CPU %',
    MemUsage: 'MEM USAGE / LIMIT',
    MemPerc: 'MEM %',
    NetIO: 'NET I/O',
    BlockIO: 'BLOCK I/O',
  },
};

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE]',
  flags: {
    all: toggle('Show stopped containers too', { short: 'a' }),
    format: text('How to print them: "table", "json", "table TEMPLATE", or a Go template', {
      choices: ['table', 'json'],
    }),
    'no-stream': toggle('Print once and end'),
    'no-trunc': toggle('Print ids in full'),
  },
  args: atMost(1),
  async run(context, flags, services) {
    const project = await projectName(context);
    const options = { services: [...services], noStream: flags['no-stream'], all: flags.all };
    await operate(context, project, { title: 'Running' }, async (operation, orchestrator) => {
      for await (const samples of orchestrator.stats({ ...operation, ...options })) {
        const rows = samples.map((sample) => row(sample, !flags['no-trunc']));
        const table = formatRows(rows, flags.format ?? 'table', listing);
        const live = !flags['no-stream'] && context.stdout.isTerminal;
        const text = live ? liveView(table, context.stdout.columns) : table;
        context.stdout.write(text);
      }
    });
    return 0;
  },
});

/** Stays in its place: from the first line on, and nothing of the old view. */
function liveView(table: string, columns: number): string {
  const lines = table.split('\n').map((line) => cut(line, columns));
  return `\x1b[H${lines.join('\x1b[K\n')}\x1b[J`;
}

function row(sample: StatsSample, truncated: boolean): Row {
  return {
    BlockIO: `${humanSize(sample.blockRead, 3)} / ${humanSize(sample.blockWritten, 3)}`,
    CPUPerc: percent(sample.cpuPercent),
    Container: sample.containerId,
    ID: truncated ? sample.containerId.slice(0, 12) : sample.containerId,
    MemPerc: percent(sample.memoryPercent),
    MemUsage: `${binarySize(sample.memoryUsage)} / ${binarySize(sample.memoryLimit)}`,
    Name: sample.container,
    NetIO: `${humanSize(sample.networkRead, 3)} / ${humanSize(sample.networkWritten, 3)}`,
    PIDs: String(sample.pids),
  };
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}
