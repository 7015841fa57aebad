import { expect, test } from 'vitest';
import type { LogLine } from '../../orchestrator/index.ts';
import { LogPrinter, type LogStyle } from './log-printer.ts';

function printer(style: Partial<LogStyle> = {}): { log: LogPrinter; text: () => string } {
  let text = '';
  const target = (name: string) => ({ write: (part: string) => void (text += name + part) });
  const log = new LogPrinter(
    { stdout: target(''), stderr: target('E:') },
    { colors: false, prefix: true, splitStreams: true, ...style },
  );
  return {
    log,
    text() {
      log.flush();
      return text;
    },
  };
}

function line(label: string, text: string, more: Partial<LogLine> = {}): LogLine {
  return {
    service: 'x',
    container: `p-${label}`,
    containerId: '1',
    label,
    stream: 'stdout',
    line: text,
    ...more,
  };
}

test('names are padded to the longest and one more', () => {
  const { log, text } = printer();
  log.register(['db-1', 'jupyter-1']);
  log.line(line('db-1', 'up'));
  log.line(line('jupyter-1', 'hi'));
  expect(text()).toBe('db-1       | up\njupyter-1  | hi\n');
});

test('colours follow the order in which containers are known', () => {
  const { log, text } = printer({ colors: true });
  log.register(['a-1', 'b-1']);
  log.line(line('b-1', 'x'));
  log.lifecycle({
    kind: 'exited',
    service: 'a',
    container: 'p-a-1',
    label: 'a-1',
    exitCode: 3,
    restarting: false,
  });
  expect(text()).toBe('\x1b[33mb-1  | \x1b[0mx\n\x1b[36m\r\x1b[Ka-1 exited with code 3\n\x1b[0m');
});

test('standard error goes to standard error when attached, and keeps its place among the lines', () => {
  const { log, text } = printer();
  log.line(line('a-1', 'one'));
  log.line(line('a-1', 'two', { stream: 'stderr' }));
  log.line(line('a-1', 'three'));
  expect(text()).toBe('a-1  | one\nE:a-1  | two\na-1  | three\n');
});

test('without prefix, with times', () => {
  const { log, text } = printer({ prefix: false, splitStreams: false });
  log.line(line('a-1', 'one', { timestamp: '2026-01-01T00:00:00.000000000Z', stream: 'stderr' }));
  expect(text()).toBe('2026-01-01T00:00:00.000000000Z one\n');
});

test('lines of the watch stand under a mark of their own, with room for it beside short names', () => {
  const { log, text } = printer();
  log.register(['a-1']);
  log.watchLine('Watch enabled');
  log.line(line('a-1', 'hello'));
  log.raw('as it is', 'stdout');
  expect(text()).toBe('        ⦿ Watch enabled\na-1     | hello\nas it is\n');
});

test('what an exit code does not tell is said beside the output, once for each reason', () => {
  const { log, text } = printer();
  const exited = (words: string) => {
    const why = { words, advice: 'Try: more.' };
    const title = { service: 'a', container: 'p-a-1', label: 'a-1' };
    log.lifecycle({ kind: 'exited', ...title, exitCode: 137, restarting: true, why });
  };
  for (const words of ['out of memory', 'out of memory', 'SIGKILL']) exited(words);
  const line = '\r\x1b[Ka-1 exited with code 137 (restarting)\n';
  expect(text()).toBe(
    `${line}E:a-1: out of memory\n  Try: more.\n${line}${line}E:a-1: SIGKILL\n  Try: more.\n`,
  );
});
