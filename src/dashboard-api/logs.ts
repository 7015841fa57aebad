/** Logs of any set of containers of one engine, merged by time. */
import type { EngineName } from './engines.ts';
import type { LogLevel } from './log-lines/level.ts';

/** What to read; several are read together. */
export type LogPick =
  | { project: string; service?: string }
  /** By id or name. */
  | { container: string };

export interface LogSource {
  /** Key: the first twelve digits of the container's id. */
  id: string;
  /** Container's name. */
  name: string;
  project: string;
  service: string;
  /** What `up` prefixes its lines with: `web-1`. */
  label: string;
  /** Index into `logPalette`, the same as in `up`. */
  color: number;
  running: boolean;
  /** Why nothing can be read: its logging driver keeps no lines. */
  problem?: string;
}

/** Where a line is: the same for ever, in every window, as long as the engine keeps the line. */
export interface LogAddress {
  /** `LogSource.id`. */
  source: string;
  /** RFC 3339 in UTC with nine digits: sorts as text. */
  time: string;
  /** Which of the source's lines of this very time, from 0. */
  nth: number;
}

export interface LogEntry extends LogAddress {
  stream: 'stdout' | 'stderr';
  /** With the colours that the container gave it (SGR sequences, no others); at most `LOG_TEXT_LIMIT` characters. */
  text: string;
  /** Bytes of the whole line, where `text` is only its beginning. */
  length?: number;
  /** It belongs to the line before it of the same source and stream: a stack trace. */
  continues?: true;
  /** Where the query hit: begin and end in the text without colours. */
  marks?: [number, number][];
}

/** Bounds are times as in `LogAddress`: `since` is the first that is in, `until` the first that is out. */
export interface LogView {
  picks: LogPick[];
  /** As `parseLogQuery` reads it. */
  query?: string;
  since?: string;
  until?: string;
}

export interface LogWindow {
  sources: LogSource[];
  /** By time. */
  entries: LogEntry[];
  /** There is nothing before them (`logs`, `logs.older`), or nothing yet after them (`logs.newer`). */
  complete: boolean;
  /** After all that was written before the window was made: from there `logs.older` searches. */
  end?: LogAddress;
}

export interface LogProgress {
  /** Lines read. */
  scanned: number;
  /** The time that the reading has come to. */
  reached?: string;
  /** Of them, lines that are shown. */
  found: number;
}

export interface LogHistogram {
  /** Unix milliseconds of the first bucket's begin. */
  start: number;
  /** Milliseconds. */
  step: number;
  /** Per level as many numbers as there are buckets; lines without a level are `none`. */
  counts: Partial<Record<LogLevel | 'none', number[]>>;
  /** Lines read, and those that the query let through. */
  scanned: number;
  found: number;
}

export interface LogTopics {
  /** The last lines, then what comes. With `until` nothing comes; with `lines` 0 it begins at once, however long a search back takes. */
  logs: {
    params: LogView & { lines: number };
    snapshot: LogWindow;
    delta: { entries: LogEntry[]; sources?: LogSource[] };
  };
}

export interface LogCalls {
  /** The last `lines` before `before` that the query lets through: reads back until there are so many. */
  'logs.older': {
    params: LogView & { before: LogAddress; lines: number };
    progress: LogProgress;
    result: LogWindow;
  };
  'logs.newer': {
    /** `inclusive`: with the line at `after`. */
    params: LogView & { after: LogAddress; inclusive?: boolean; lines: number };
    progress: LogProgress;
    result: LogWindow;
  };
  /** Counts the whole log, without keeping it; progress is what is counted so far. */
  'logs.histogram': { params: LogView; progress: LogHistogram; result: LogHistogram };
  /** A line as a whole, up to `LOG_LINE_LIMIT` bytes; `length` is what it has. */
  'logs.line': { params: { at: LogAddress }; progress: never; result: { text: string; length: number } };
}

/** What is posted to `LOG_DOWNLOAD_PATH`; the answer is a stream of text. */
export interface LogDownload extends LogView {
  engine: EngineName;
  format: 'text' | 'ndjson';
}

export const LOG_DOWNLOAD_PATH = '/download/logs';

/** Characters of one line that go into a window. */
export const LOG_TEXT_LIMIT: number = 8 * 1024;

/** Bytes of one line that are searched and shown at all. */
export const LOG_LINE_LIMIT: number = 1024 * 1024;
