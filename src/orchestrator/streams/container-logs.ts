import type { ContainerSummary } from '../../engine-api/index.ts';
import { parseTimestamp, UserError, unixSeconds } from '../../shared/index.ts';
import type { LogLine } from '../contract-events.ts';
import { logLabel, nameOf, serviceOf } from '../model/names.ts';
import { type ContainerQuery, inspectContainer } from '../observe/containers.ts';
import { lastRunBegan } from '../observe/last-run.ts';
import { LineCutter, outputOf } from './attach-stream.ts';

export interface LogRequest {
  follow: boolean;
  tail?: string;
  since?: string;
  /** Of the last run alone, instead of `since`. */
  lastRun?: boolean;
  until?: string;
  timestamps: boolean;
}

/**
 * The lines of one container's log, as many at once as came together; ends with the log, or with the container when it is followed.
 * `halves` is given those that have no end instead.
 */
export async function* readLog(
  query: ContainerQuery,
  container: ContainerSummary,
  request: LogRequest,
  halves?: (lines: LogLine[]) => void,
): AsyncGenerator<LogLine[], void, undefined> {
  const inspected = await inspectContainer(query, container.Id);
  if (inspected === undefined) return;
  const since = request.lastRun ? await lastRunBegan(query, inspected) : request.since;
  const { body } = await query.client.open({
    method: 'GET',
    path: `/containers/${container.Id}/logs`,
    query: {
      stdout: true,
      stderr: true,
      follow: request.follow,
      timestamps: request.timestamps,
      tail: request.tail === undefined || request.tail === '' ? 'all' : request.tail,
      since: timeIn('since', since),
      until: timeIn('until', request.until),
    },
    signal: query.signal,
  });
  const output = outputOf(body, inspected.Config.Tty ?? false, request.timestamps);
  yield* linesOf(container, output, request.timestamps, halves);
}

export async function* linesOf(
  container: ContainerSummary,
  output: ReturnType<typeof outputOf>,
  timestamps: boolean,
  halves?: (lines: LogLine[]) => void,
): AsyncGenerator<LogLine[], void, undefined> {
  const cutter = new LineCutter();
  for await (const chunk of output) {
    const lines = cutter.push(chunk);
    if (lines.length > 0) yield lines.map((line) => logLine(container, chunk.stream, line, timestamps));
  }
  const rest = cutter.end().map(({ stream, line }) => logLine(container, stream, line, timestamps));
  if (halves !== undefined) halves(rest);
  else if (rest.length > 0) yield rest;
}

export function logLine(
  container: ContainerSummary,
  stream: LogLine['stream'],
  text: string,
  timestamps: boolean,
): LogLine {
  const space = timestamps ? text.indexOf(' ') : -1;
  const timestamp = text.slice(0, Math.max(0, space));
  return {
    service: serviceOf(container),
    container: nameOf(container),
    containerId: container.Id,
    label: logLabel(container),
    stream,
    // Of a terminal, whose output has no frames, Docker writes it again before each 16 KiB of a long line.
    line: space < 0 ? text : text.slice(space + 1).replaceAll(`${timestamp} `, ''),
    ...(space < 0 ? {} : { timestamp }),
  };
}

const unitSeconds: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

/** `10m` (ago), a Unix time, or an RFC 3339 time, as the engine takes it: Unix seconds. */
export function timeIn(name: string, text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return text;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|us|ns|h|m|s)/g)];
  if (parts.length > 0 && parts.map(([whole]) => whole).join('') === text.replace(/^-/, '')) {
    const seconds = parts.reduce(
      (sum, [, count, unit]) => sum + Number(count) * (unitSeconds[unit ?? 's'] ?? 0),
      0,
    );
    return (Date.now() / 1000 - seconds).toFixed(9);
  }
  const nanoseconds = parseTimestamp(text);
  if (nanoseconds !== undefined) return unixSeconds(nanoseconds);
  const milliseconds = Date.parse(/Z$|[+-]\d\d:\d\d$/.test(text) ? text : localTime(text));
  if (!Number.isNaN(milliseconds)) return (milliseconds / 1000).toFixed(3);
  const message = `invalid value for "${name}": failed to parse value as time or duration: ${JSON.stringify(text)}`;
  throw new UserError('usage', message, {
    hint: 'Write 2013-01-02T13:23:37Z, or 42m for the last 42 minutes.',
  });
}

/** A date alone is midnight here, not in UTC. */
function localTime(text: string): string {
  return text.includes('T') ? text : `${text}T00:00:00`;
}
