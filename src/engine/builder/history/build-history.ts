import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildEvent, TuttiBuildRecord } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';
import type { Events } from '../../events.ts';
import { writeFileAtomic } from '../../host/index.ts';
import type { BuildRequest } from '../contract.ts';
import { BuildRecorder, isOfDockerfile, type RecordFiles } from './build-recorder.ts';
import { HiddenTexts } from './hidden-texts.ts';

/** Builds that are kept, and bytes of all their files; the oldest go first. */
const kept = { builds: 100, bytes: 32 * 1024 * 1024 };

interface Ended {
  record: TuttiBuildRecord;
  /** Of its files. */
  bytes: number;
}

const composeLabel = 'com.docker.compose.';

/** Of one build. */
const most = { labels: 16, tags: 100, characters: 1_024 };

/** What was built on this engine, and how: on disk, so that it outlives the engine. Records are in memory once somebody asked for them, events of builds that run. */
export class BuildHistory {
  readonly #folder: string;
  readonly #events: Events;
  readonly #running = new Map<string, BuildRecorder>();
  /** By id; filled when somebody asks first. */
  readonly #ended = new Map<string, Ended>();
  /** Of builds that have ended; nobody waits for the disk. */
  readonly #saving = new Set<Promise<void>>();
  #loading: Promise<void> | undefined;

  constructor(folder: string, events: Events) {
    this.#folder = folder;
    this.#events = events;
  }

  /** Does a build and takes it down, unless it completes another. @throws what the build throws */
  async record(
    request: BuildRequest,
    onEvent: (event: BuildEvent) => void,
    build: (onEvent: (event: BuildEvent) => void) => Promise<string>,
  ): Promise<string> {
    const { completes } = request;
    if (completes !== undefined) {
      const image = await build(onEvent);
      await this.#complete(completes, image);
      return image;
    }
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const recorder = this.#begin(request);
    const { Id } = recorder.record;
    onEvent({ kind: 'recorded', id: Id });
    const ended = (outcome: Parameters<BuildRecorder['end']>[0]): void => {
      const saved = recorder.end(outcome);
      const saving = saved.then(() => this.#keep(recorder.record)).finally(() => this.#saving.delete(saving));
      this.#saving.add(saving);
      this.#tell(recorder.record.State, recorder.record);
    };
    try {
      const image = await build((event) => {
        recorder.take(event);
        onEvent(event);
      });
      ended({ image });
      return image;
    } catch (error) {
      ended({ error, canceled: request.signal?.aborted ?? false });
      throw error;
    }
  }

  /** The image of a build was made anew. */
  async #complete(id: string, image: string): Promise<void> {
    const record = await this.#find(id);
    if (record?.State !== 'done') return;
    const completed = { ...record, Image: image };
    await this.#write(completed);
    this.#remember(completed);
  }

  /** The latest first. */
  async list(): Promise<TuttiBuildRecord[]> {
    await this.settled();
    const ended = [...this.#ended.values()].map(({ record }) => record);
    const running = [...this.#running.values()].map(({ record }) => record);
    return [...running, ...ended].toSorted((a, b) => b.Started - a.Started);
  }

  /** Bytes of the files of builds that have ended. */
  async size(): Promise<number> {
    await this.settled();
    return [...this.#ended.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Resolves when what has ended is on disk. */
  async settled(): Promise<void> {
    this.#loading ??= this.#load();
    await Promise.all([this.#loading, ...this.#saving]);
  }

  /** What a build has told so far; with a signal also what it tells from now on, until it ends. @throws EngineError */
  async follow(id: string, take: (event: BuildEvent) => void, signal?: AbortSignal): Promise<void> {
    const recorder = this.#running.get(id);
    if (recorder === undefined) {
      if ((await this.#find(id)) === undefined) throw new EngineError('not-found', `No such build: ${id}`);
      for (const event of await this.#readEvents(id)) take(event);
      return;
    }
    for (const event of recorder.events) take(event);
    const isOver = recorder.record.Ended !== undefined;
    if (!isOver && signal !== undefined && !signal.aborted) await this.#listen(recorder, take, signal);
  }

  /** Removes what has ended, before a time in Unix milliseconds where one is given. */
  async prune(before: number = Number.POSITIVE_INFINITY): Promise<void> {
    const records = await this.list();
    for (const { Id, Ended } of records) if (Ended !== undefined && Ended < before) await this.#remove(Id);
  }

  #begin(request: BuildRequest): BuildRecorder {
    const hidden = HiddenTexts.of(request);
    const record = newRecord(request, hidden);
    const recorder = new BuildRecorder(record, this.#filesOf(record.Id), hidden);
    this.#running.set(record.Id, recorder);
    this.#tell('start', record);
    return recorder;
  }

  #listen(recorder: BuildRecorder, take: (event: BuildEvent) => void, signal: AbortSignal): Promise<void> {
    const { Id } = recorder.record;
    return new Promise((resolve) => {
      const stops = [
        recorder.onEvent(take),
        this.#events.subscribe(({ Type, Action, Actor }) => {
          if (Type === 'builder' && Action !== 'start' && Actor.ID === Id) stop();
        }),
      ];
      const stop = (): void => {
        for (const each of stops) each();
        resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  #tell(action: string, { Id, Tags: [name = ''], Labels, Image }: TuttiBuildRecord): void {
    const image = Image === undefined ? {} : { image: Image };
    this.#events.emit('builder', action, Id, { ...Labels, name, ...image });
  }

  /** What earlier engines left. */
  async #load(): Promise<void> {
    const ids = this.#names().flatMap((name) => (name.endsWith('.json') ? name.slice(0, -5) : []));
    const records = await Promise.all(ids.map((id) => this.#read(id)));
    for (const record of records)
      if (record !== undefined && !this.#running.has(record.Id))
        this.#remember(record.State === 'running' ? await this.#mend(record) : record);
  }

  /** A build that has ended is no longer in memory. */
  async #keep(record: TuttiBuildRecord): Promise<void> {
    this.#loading ??= this.#load();
    await this.#loading;
    this.#remember(record);
    this.#running.delete(record.Id);
    await this.#keepBounds();
  }

  #remember(record: TuttiBuildRecord): void {
    this.#ended.set(record.Id, { record, bytes: this.#bytesOf(record.Id) });
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder);
    } catch {
      // Nothing was built yet.
      return [];
    }
  }

  async #find(id: string): Promise<TuttiBuildRecord | undefined> {
    await this.settled();
    return this.#running.get(id)?.record ?? this.#ended.get(id)?.record;
  }

  /** Of a build that an engine was killed in. */
  async #mend(record: TuttiBuildRecord): Promise<TuttiBuildRecord> {
    const events = await this.#readEvents(record.Id);
    const steps = new Set(
      events.flatMap((event) =>
        event.kind === 'step-started' && isOfDockerfile(event.name) ? event.id : [],
      ),
    );
    const cached = events.filter(
      (event) => event.kind === 'step-done' && event.cached && steps.has(event.id),
    );
    const modified = statSync(this.#filesOf(record.Id).events, { throwIfNoEntry: false })?.mtime;
    const mended: TuttiBuildRecord = {
      ...record,
      State: 'failed',
      Error: 'the engine ended before the build did',
      Ended: modified?.getTime() ?? record.Started,
      Steps: steps.size,
      Cached: cached.length,
    };
    await this.#write(mended);
    return mended;
  }

  async #read(id: string): Promise<TuttiBuildRecord | undefined> {
    try {
      return JSON.parse(await readFile(this.#filesOf(id).record, 'utf8')) as TuttiBuildRecord;
    } catch {
      // Removed meanwhile, or damaged.
      return undefined;
    }
  }

  async #write(record: TuttiBuildRecord): Promise<void> {
    await writeFileAtomic(this.#filesOf(record.Id).record, JSON.stringify(record)).catch(() => undefined);
  }

  /** Without a last line that a killed engine did not write to its end. */
  async #readEvents(id: string): Promise<BuildEvent[]> {
    const text = await readFile(this.#filesOf(id).events, 'utf8').catch(() => '');
    const lines = text.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as BuildEvent);
  }

  async #keepBounds(): Promise<void> {
    const ended = [...this.#ended.values()].toSorted((a, b) => b.record.Started - a.record.Started);
    let total = 0;
    for (const [index, { record, bytes }] of ended.entries()) {
      total += bytes;
      if (index >= kept.builds || (index > 0 && total > kept.bytes)) await this.#remove(record.Id);
    }
  }

  #bytesOf(id: string): number {
    const { record, events } = this.#filesOf(id);
    const sizes = [record, events].map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async #remove(id: string): Promise<void> {
    this.#ended.delete(id);
    const { record, events } = this.#filesOf(id);
    for (const file of [record, events]) await rm(file, { force: true });
  }

  #filesOf(id: string): RecordFiles {
    return { record: join(this.#folder, `${id}.json`), events: join(this.#folder, `${id}.events`) };
  }
}

function newRecord(request: BuildRequest, hidden: HiddenTexts): TuttiBuildRecord {
  const { context, dockerfile = 'Dockerfile', dockerfileText, tags, labels, target } = request;
  const Labels = Object.entries(labels).filter(
    ([name, value]) => name.startsWith(composeLabel) && value.length <= most.characters,
  );
  const source = 'folder' in context ? context.folder : 'address' in context ? context.address : undefined;
  return {
    Id: randomBytes(12).toString('hex'),
    Tags: tags.slice(0, most.tags),
    Labels: Object.fromEntries(Labels.slice(0, most.labels)),
    Context: 'folder' in context ? 'folder' : 'address' in context ? 'address' : 'archive',
    ...(source === undefined ? {} : { Source: hidden.hide(source) }),
    ...(dockerfileText === undefined ? { Dockerfile: dockerfile } : {}),
    ...(target ? { Target: target } : {}),
    Started: Date.now(),
    State: 'running',
    Steps: 0,
    Cached: 0,
  };
}
