import { createWriteStream, type WriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { BuildEvent, BuildState, TuttiBuildRecord } from '../../../engine-api/index.ts';
import { messageOf } from '../../../shared/index.ts';
import { writeFileAtomic } from '../../host/index.ts';
import type { HiddenTexts } from './hidden-texts.ts';

/** Characters of output that are kept of a build, and of each other text; events with output, and others. */
const kept = { output: 1_000_000, text: 16_384, outputs: 20_000, others: 5_000 };

/** Milliseconds after which a build that still runs is on disk: what is built from the cache is written once, when it has ended. */
const writtenAfter = 100;

export interface RecordFiles {
  /** The record, as JSON. */
  record: string;
  /** Its events, a line each. */
  events: string;
}

/** Takes down one build while it runs. A build never fails for want of its record: what the disk refuses is not kept. */
export class BuildRecorder {
  readonly #files: RecordFiles;
  readonly #hidden: HiddenTexts;
  readonly #timer: NodeJS.Timeout;
  readonly #listeners = new Set<(event: BuildEvent) => void>();
  readonly #events: BuildEvent[] = [];
  /** Steps of the Dockerfile. */
  readonly #steps = new Set<string>();
  /** By step: the end of its output, which may be the beginning of what is to be hidden. */
  readonly #unsettled = new Map<string, BuildEvent & { kind: 'step-output' }>();
  #record: TuttiBuildRecord;
  #stream: WriteStream | undefined;
  #begun: Promise<void> | undefined;
  #output = 0;
  #outputs = 0;

  constructor(record: TuttiBuildRecord, files: RecordFiles, hidden: HiddenTexts) {
    this.#record = record;
    this.#files = files;
    this.#hidden = hidden;
    this.#timer = setTimeout(() => this.#open(), writtenAfter).unref();
  }

  get record(): TuttiBuildRecord {
    return this.#record;
  }

  /** So far. */
  get events(): readonly BuildEvent[] {
    return this.#events;
  }

  /** Called with each event from now on. Returns how to stop that. */
  onEvent(listener: (event: BuildEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  take(event: BuildEvent): void {
    // Bytes of a transfer are news, not history.
    if (event.kind === 'recorded' || event.kind === 'step-progress') return;
    if (event.kind === 'step-output') this.#takeOutput(event);
    else {
      if (event.kind === 'step-done' || event.kind === 'step-failed') this.#settle(event.id);
      this.#count(event);
      this.#keep(this.#withoutHidden(event));
    }
  }

  /** Resolves when all is on disk; the record is the build's last one at once. */
  end(outcome: { image: string } | { error: unknown; canceled: boolean }): Promise<void> {
    clearTimeout(this.#timer);
    for (const step of this.#unsettled.keys()) this.#settle(step);
    const ended = { ...this.#record, Ended: Date.now() };
    if ('image' in outcome) this.#record = { ...ended, State: 'done', Image: outcome.image };
    else {
      const State: BuildState = outcome.canceled ? 'canceled' : 'failed';
      this.#record = { ...ended, State, Error: this.#short(messageOf(outcome.error)) };
    }
    return this.#save();
  }

  /** So that an engine that is killed knows afterwards what it was building. */
  #open(): void {
    this.#stream = createWriteStream(this.#files.events, { mode: 0o600 });
    this.#stream.on('error', () => undefined);
    this.#stream.write(this.#events.map(line).join(''));
    this.#begun = this.#write();
  }

  async #save(): Promise<void> {
    const events = this.#stream?.end();
    await Promise.allSettled([
      events === undefined
        ? writeFile(this.#files.events, this.#events.map(line).join(''), { mode: 0o600 })
        : finished(events),
      this.#begun,
    ]);
    await this.#write();
  }

  #takeOutput(event: BuildEvent & { kind: 'step-output' }): void {
    const before = this.#unsettled.get(event.id)?.text ?? '';
    const text = before + event.text;
    const open = this.#hidden.unsettled(text);
    if (open === 0) this.#unsettled.delete(event.id);
    else this.#unsettled.set(event.id, { ...event, text: text.slice(-open) });
    this.#keepOutput({ ...event, text: text.slice(0, text.length - open) });
  }

  #settle(step: string): void {
    const rest = this.#unsettled.get(step);
    this.#unsettled.delete(step);
    if (rest !== undefined) this.#keepOutput(rest);
  }

  #keepOutput(event: BuildEvent & { kind: 'step-output' }): void {
    const text = this.#hidden.hide(event.text);
    const room = this.#outputs < kept.outputs ? kept.output - this.#output : 0;
    if (text.length > room) this.#cut();
    if (text === '' || room === 0) return;
    this.#output += Math.min(text.length, room);
    this.#outputs += 1;
    this.#keep({ ...event, text: text.slice(0, room) });
  }

  #keep(event: BuildEvent): void {
    if (event.kind !== 'step-output' && this.#events.length - this.#outputs >= kept.others) {
      this.#cut();
      return;
    }
    this.#events.push(event);
    if (this.#stream?.destroyed === false) this.#stream.write(line(event));
    for (const listener of this.#listeners) listener(event);
  }

  #cut(): void {
    this.#record = { ...this.#record, Cut: true };
  }

  #count(event: BuildEvent): void {
    const { Steps, Cached } = this.#record;
    if (event.kind === 'step-started' && isOfDockerfile(event.name)) {
      this.#steps.add(event.id);
      this.#record = { ...this.#record, Steps: Steps + 1 };
    } else if (event.kind === 'step-done' && event.cached && this.#steps.has(event.id))
      this.#record = { ...this.#record, Cached: Cached + 1 };
  }

  #withoutHidden(event: BuildEvent): BuildEvent {
    switch (event.kind) {
      case 'step-started':
        return { ...event, name: this.#short(event.name) };
      case 'step-failed':
        return { ...event, error: this.#short(event.error) };
      case 'warning':
        return { ...event, message: this.#short(event.message) };
      default:
        return event;
    }
  }

  #short(text: string): string {
    return this.#hidden.hide(text).slice(0, kept.text);
  }

  async #write(): Promise<void> {
    await writeFileAtomic(this.#files.record, JSON.stringify(this.#record)).catch(() => undefined);
  }
}

function line(event: BuildEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** `[2/3] RUN make`, `[base 1/2] FROM …`; not the builder's own steps. */
export function isOfDockerfile(stepName: string): boolean {
  return /^\[(?:\S+ )?\d+\/\d+\] /.test(stepName);
}
