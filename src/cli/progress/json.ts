/** Progress as one JSON object a line, with Docker Compose's keys. */
import type { MessageEvent, ProgressEvent } from '../../orchestrator/index.ts';
import { goJson } from '../output/go-json.ts';

export function jsonProgress(event: ProgressEvent, dryRun: boolean): string {
  const total = event.total ?? 0;
  const current = event.current ?? 0;
  // Go's `omitempty`: what is empty or zero is left out.
  const message = {
    'dry-run': dryRun || undefined,
    id: event.id || undefined,
    parent_id: event.parent || undefined,
    text: event.text || undefined,
    status: event.statusText || undefined,
    current: current || undefined,
    total: total || undefined,
    percent: (total > 0 && Math.floor((current * 100) / total)) || undefined,
  };
  return `${goJson(message)}\n`;
}

export function jsonMessage(event: MessageEvent, now: Date): string {
  const time = now.toISOString().replace(/\.\d+Z$/, 'Z');
  return `${goJson({ level: event.level, msg: event.text, time })}\n`;
}
