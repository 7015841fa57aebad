import type { HealthConfig } from '../../../engine-api/index.ts';
import { readFlags } from './flags.ts';
import { parseGoDuration } from './go-duration.ts';
import { parseJsonForm, splitOnce } from './words.ts';

const flagKinds = {
  interval: 'text',
  timeout: 'text',
  'start-period': 'text',
  'start-interval': 'text',
  retries: 'text',
} as const;

/** @throws Error with the frontend's sentence. */
export function parseHealthcheck(flags: string[], rest: string): HealthConfig {
  const [word, command = ''] = splitOnce(rest);
  if (word === '') throw new Error('HEALTHCHECK requires at least one argument');
  const type = word.toUpperCase();
  if (type === 'NONE') {
    if (command !== '') throw new Error('HEALTHCHECK NONE takes no arguments');
    return { Test: ['NONE'] };
  }
  const options = readFlags(flags, flagKinds);
  if (type !== 'CMD') throw new Error(`Unknown type ${JSON.stringify(type)} in HEALTHCHECK (try CMD)`);
  const words = parseJsonForm(command);
  if (command === '' || words?.length === 0) throw new Error('Missing command after HEALTHCHECK CMD');
  const health: HealthConfig = { Test: words ? ['CMD', ...words] : ['CMD-SHELL', command] };
  const fields = [
    ['Interval', 'interval'],
    ['Timeout', 'timeout'],
    ['StartPeriod', 'start-period'],
    ['StartInterval', 'start-interval'],
  ] as const;
  for (const [field, flag] of fields) {
    const nanoseconds = interval(flag, options[flag]);
    if (nanoseconds > 0) health[field] = nanoseconds;
  }
  if (options.retries) health.Retries = retries(options.retries);
  return health;
}

function interval(flag: string, text: string | undefined): number {
  if (!text) return 0;
  const nanoseconds = parseGoDuration(text);
  if (nanoseconds !== 0 && nanoseconds < 1e6) {
    throw new Error(`Interval ${JSON.stringify(flag)} cannot be less than 1ms`);
  }
  return nanoseconds;
}

function retries(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  const count = Number(text);
  if (count < 0) throw new Error(`--retries cannot be negative (${count})`);
  return count;
}
