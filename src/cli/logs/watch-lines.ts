/** What `watch` tells, in Docker Compose's words. */
import type { WatchEvent } from '../../orchestrator/index.ts';
import { PlainBuild } from '../progress/build-plain.ts';
import { BuildSteps } from '../progress/build-steps.ts';

export interface WatchText {
  /** `stderr` only for what a rule's command says there. */
  stream: 'stdout' | 'stderr';
  lines: string[];
  /** Of the watch itself; not of a rule's command. */
  isOwn: boolean;
}

export class WatchLines {
  #build = new PlainBuild(new BuildSteps());

  /** No lines for events that are told otherwise. */
  render(event: WatchEvent): WatchText {
    if (event.kind === 'output') return { stream: event.stream, lines: [event.line], isOwn: false };
    return { stream: 'stdout', lines: this.#lines(event), isOwn: true };
  }

  #lines(event: Exclude<WatchEvent, { kind: 'output' }>): string[] {
    switch (event.kind) {
      case 'enabled':
        return ['Watch enabled'];
      case 'large-batch':
        return ['Large batch of file changes detected. If you just switched branches, this is expected.'];
      case 'syncing':
        return [`Syncing service "${event.service}" after ${event.changes} changes were detected`];
      case 'restarted':
        return [`service(s) ${list(event.services)} restarted`];
      case 'rebuilding':
        this.#build = new PlainBuild(new BuildSteps());
        return [`Rebuilding service(s) ${list(event.services)} after changes were detected...`];
      case 'build': {
        const text = this.#build.render(event.event, Date.now());
        return text === '' ? [] : text.replace(/\n$/, '').split('\n');
      }
      case 'built':
        return [`service(s) ${list(event.services)} successfully built`];
      case 'build-failed':
        return `Build failed. Error: ${event.message}`.split('\n');
      case 'recreate-failed':
        return `Failed to recreate services after update. Error: ${event.message}`.split('\n');
      case 'start-failed':
        return `Application failed to start after update. Error: ${event.message}`.split('\n');
      default:
        return [];
    }
  }
}

function list(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(' ')}]`;
}
