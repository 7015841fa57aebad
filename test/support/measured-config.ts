import { join } from 'node:path';
import { run } from './command.ts';

const launcher = join(import.meta.dirname, '../../tutti');

/** What a `tutti config` came to, and what it cost. */
export interface MeasuredConfig {
  status: number | null;
  stderr: string;
  /** Processor time, which a busy machine stretches less than the time on the clock. */
  seconds: number;
  /** Most memory that was resident at once. */
  megabytes: number;
}

/** Written to standard error as the process ends, in one line. */
const report = `process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write('\\ncost ' + (userCPUTime + systemCPUTime) / 1e6 + ' ' + maxRSS / 1024);
});`;

/** Runs `tutti config` as users do, in a folder. */
export async function measureConfig(folder: string, args: readonly string[] = []): Promise<MeasuredConfig> {
  const { status, stderr } = await run(launcher, ['config', ...args], {
    cwd: folder,
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(report)}` },
  });
  const [said = '', cost = ''] = stderr.split('\ncost ');
  const [seconds = Number.NaN, megabytes = Number.NaN] = cost.split(' ').map(Number);
  return { status, stderr: said, seconds, megabytes };
}
