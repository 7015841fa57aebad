/** Messages that come while no display runs: of loading, of the command line itself. */
import type { MessageEvent } from '../../orchestrator/index.ts';
import type { CommandContext } from '../context.ts';
import { jsonMessage } from './json.ts';
import { plainMessage } from './plain.ts';

export function warningSink(context: CommandContext): (event: MessageEvent) => void {
  const { stderr, options } = context;
  return (event) => {
    if (options.progress === 'json') stderr.write(jsonMessage(event, new Date()));
    else if (stderr.isTerminal) stderr.write(terminalMessage(event, 0, options.colors));
    else stderr.write(plainMessage(event, new Date()));
  };
}

/** A message as Docker's logger writes it to a terminal; `age` in seconds since the start. */
export function terminalMessage(event: MessageEvent, age: number, colors: boolean): string {
  const levels = { warning: 'WARN', error: 'ERRO', info: 'INFO' };
  const codes = { warning: '\x1b[33m', error: '\x1b[31m', info: '\x1b[36m' };
  const level = colors ? `${codes[event.level]}${levels[event.level]}\x1b[0m` : levels[event.level];
  return `${level}[${String(Math.floor(age)).padStart(4, '0')}] ${event.text} \n`;
}
