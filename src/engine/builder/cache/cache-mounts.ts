import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomicSync } from '../../host/index.ts';

/** A folder that stays between builds (`RUN --mount=type=cache`). */
export interface CacheMountRecord {
  /** Name of its folder. */
  name: string;
  /** As the Dockerfile has it. */
  id: string;
  /** ISO 8601. */
  created: string;
  /** Unix milliseconds. */
  lastUsed: number;
  uses: number;
}

export interface CacheMountRequest {
  id: string;
  /** Two with different beginnings are different folders. */
  origin: string;
  sharing: 'shared' | 'private' | 'locked';
  mode: number;
  uid: number;
  gid: number;
  /** Fills a new folder. */
  fill: (folder: string) => Promise<void>;
  signal: AbortSignal;
}

export interface CacheMountLease {
  folder: string;
  release: () => void;
}

/** The cache mounts of an engine: one folder per id, more where private ones are used at the same time. */
export class CacheMounts {
  readonly #root: string;
  readonly #users = new Map<string, number>();
  /** Ends of those who hold an id locked, in order of coming. */
  readonly #queues = new Map<string, Promise<void>>();
  readonly #making = new Map<string, Promise<void>>();

  constructor(root: string) {
    this.#root = root;
    mkdirSync(root, { recursive: true, mode: 0o711 });
    for (const name of readdirSync(root)) {
      if (name.startsWith('new-')) rmSync(join(root, name), { recursive: true });
    }
  }

  async acquire(request: CacheMountRequest): Promise<CacheMountLease> {
    const base = createHash('sha256').update(`${request.id}\0${request.origin}`).digest('hex').slice(0, 24);
    const unlock = request.sharing === 'locked' ? await this.#lock(base, request.signal) : undefined;
    try {
      const name = request.sharing === 'private' ? this.#freeName(base) : base;
      // Taken before anything is waited for, so that nobody else takes a private one.
      this.#users.set(name, (this.#users.get(name) ?? 0) + 1);
      try {
        await this.#ensure(name, request);
      } catch (error) {
        this.#leave(name);
        throw error;
      }
      return {
        folder: join(this.#root, name, 'data'),
        release: () => {
          this.#leave(name);
          unlock?.();
        },
      };
    } catch (error) {
      unlock?.();
      throw error;
    }
  }

  records(): (CacheMountRecord & { inUse: boolean })[] {
    return readdirSync(this.#root).flatMap((name) => {
      const record = this.#record(name);
      return record ? [{ ...record, inUse: this.#users.has(name) }] : [];
    });
  }

  folderOf(name: string): string {
    return join(this.#root, name);
  }

  #freeName(base: string): string {
    for (let number = 0; ; number++) {
      const name = number === 0 ? base : `${base}-${number}`;
      if (!this.#users.has(name)) return name;
    }
  }

  #leave(name: string): void {
    const left = (this.#users.get(name) ?? 1) - 1;
    if (left === 0) this.#users.delete(name);
    else this.#users.set(name, left);
  }

  async #ensure(name: string, request: CacheMountRequest): Promise<void> {
    let making = this.#making.get(name);
    if (!making && !existsSync(join(this.#root, name))) {
      making = this.#make(name, request).finally(() => this.#making.delete(name));
      this.#making.set(name, making);
    }
    await making;
    const record = this.#record(name) ?? newRecord(name, request.id);
    this.#write(this.#root, { ...record, lastUsed: Date.now(), uses: record.uses + 1 });
  }

  async #make(name: string, request: CacheMountRequest): Promise<void> {
    const draft = join(this.#root, `new-${randomBytes(6).toString('hex')}`);
    const data = join(draft, 'data');
    mkdirSync(data, { recursive: true, mode: 0o755 });
    try {
      await request.fill(data);
      chmodSync(data, request.mode);
      chownSync(data, request.uid, request.gid);
      renameSync(draft, join(this.#root, name));
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      throw error;
    }
  }

  async #lock(base: string, signal: AbortSignal): Promise<() => void> {
    const before = this.#queues.get(base) ?? Promise.resolve();
    const mine = Promise.withResolvers<void>();
    const end = before.then(() => mine.promise);
    this.#queues.set(base, end);
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      signal.throwIfAborted();
      await Promise.race([before, aborted.promise]);
    } catch (error) {
      mine.resolve();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
    return () => {
      mine.resolve();
      if (this.#queues.get(base) === end) this.#queues.delete(base);
    };
  }

  #record(name: string): CacheMountRecord | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#root, name, 'mount.json'), 'utf8')) as CacheMountRecord;
    } catch {
      return undefined;
    }
  }

  #write(root: string, record: CacheMountRecord): void {
    writeFileAtomicSync(join(root, record.name, 'mount.json'), JSON.stringify(record));
  }
}

function newRecord(name: string, id: string): CacheMountRecord {
  return { name, id, created: new Date().toISOString(), lastUsed: Date.now(), uses: 0 };
}
