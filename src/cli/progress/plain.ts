/** Progress as lines: for pipes and `--progress plain`. */
import type { MessageEvent, ProgressEvent } from '../../orchestrator/index.ts';
import { dryRunPrefix } from './resource-rows.ts';

/** ` Container app-web-1  Created`. */
export function plainLine(event: ProgressEvent, dryRun: boolean): string {
  return `${dryRun ? dryRunPrefix : ''} ${event.id} ${event.text} ${event.statusText}\n`;
}

/** A message as Docker's logger writes it where it has no terminal. */
export function plainMessage(event: MessageEvent, now: Date): string {
  const time = now.toISOString().replace(/\.\d+Z$/, 'Z');
  return `time="${time}" level=${event.level} msg=${JSON.stringify(event.text)}\n`;
}
