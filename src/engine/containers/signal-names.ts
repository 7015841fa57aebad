import { constants } from 'node:os';
import { EngineError } from '../../shared/index.ts';

const RTMIN = 34;
const RTMAX = 64;

/** Number of a signal given as `SIGTERM`, `term`, `15` or `RTMIN+3`. @throws EngineError `invalid` in Docker's words. */
export function signalNumber(text: string): number {
  const name = text.toUpperCase().replace(/^SIG/, '');
  const number = /^\d+$/.test(name) ? Number(name) : (namedSignal(name) ?? realTimeSignal(name));
  if (number === undefined || number < 1 || number > RTMAX) {
    throw new EngineError('invalid', `invalid signal: ${text}`);
  }
  return number;
}

function namedSignal(name: string): number | undefined {
  return Object.entries(constants.signals).find(([known]) => known === `SIG${name}`)?.[1];
}

function realTimeSignal(name: string): number | undefined {
  const match = /^RT(MIN|MAX)(?:([+-])(\d+))?$/.exec(name);
  if (!match) return undefined;
  const base = match[1] === 'MIN' ? RTMIN : RTMAX;
  return base + (match[2] === '-' ? -1 : 1) * Number(match[3] ?? 0);
}

export const SIGKILL = 9;
