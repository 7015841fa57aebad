import type { HostConfig } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';
import type { LogTarget } from '../../host/index.ts';

const units: Record<string, number> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Defaults of Docker's drivers: `json-file` never rotates, `local` keeps five files of 20 MB. */
const defaults: Record<string, { size: number; files: number }> = {
  'json-file': { size: 0, files: 1 },
  local: { size: 20 * 1024 ** 2, files: 5 },
};

/** Where and how a container's output is kept; undefined for the driver `none`. @throws EngineError `invalid`. */
export function logTarget(path: string, given: NonNullable<HostConfig['LogConfig']>): LogTarget | undefined {
  const standard = defaults[given.Type ?? 'json-file'];
  if (!standard) return undefined;
  const options = given.Config ?? {};
  const maxSize = options['max-size'] === undefined ? standard.size : parseSize(options['max-size']);
  const maxFiles = options['max-file'] === undefined ? standard.files : Number(options['max-file']);
  if (!Number.isInteger(maxFiles) || maxFiles < 1)
    throw new EngineError('invalid', `max-file cannot be less than 1`);
  return { path, maxSize, maxFiles };
}

function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([bkmg])?i?b?$/i.exec(text);
  if (text === '-1') return 0;
  if (!match) throw new EngineError('invalid', `invalid size: '${text}'`);
  return Math.floor(Number(match[1]) * (units[(match[2] ?? 'b').toLowerCase()] ?? 1));
}
