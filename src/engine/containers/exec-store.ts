import type { ExecCreateRequest } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Container } from './container.ts';

/** A process that joins, or joined, a container. Lives as long as this engine, as with Docker. */
export interface Exec {
  id: string;
  container: Container;
  request: ExecCreateRequest;
  started: boolean;
  running: boolean;
  pid: number;
  exitCode: number | null;
  /** Called once when it ends. */
  onExit: (() => void)[];
}

/** Ended execs that nobody has removed are forgotten beyond this number. */
const KEPT = 1000;

export class ExecStore {
  readonly #execs = new Map<string, Exec>();

  add(exec: Exec): void {
    this.#execs.set(exec.id, exec);
    exec.container.execs.add(exec.id);
    if (this.#execs.size <= KEPT) return;
    for (const old of this.#execs.values()) {
      if (old.running || !old.started) continue;
      this.delete(old.id);
      return;
    }
  }

  find(id: string): Exec | undefined {
    return this.#execs.get(id);
  }

  /** @throws EngineError `not-found` in Docker's words. */
  get(id: string): Exec {
    const exec = this.#execs.get(id);
    if (!exec) throw new EngineError('not-found', `No such exec instance: ${id}`);
    return exec;
  }

  delete(id: string): void {
    const exec = this.#execs.get(id);
    exec?.container.execs.delete(id);
    this.#execs.delete(id);
  }

  running(): Exec[] {
    return [...this.#execs.values()].filter(({ running }) => running);
  }
}
