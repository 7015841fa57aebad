import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Call, ExitEvent } from './protocol.ts';
import type { Supervisor } from './supervisor.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 60_000;

/** Knows whether an engine is there, and starts one when it died although containers run. */
export class EngineLink {
  readonly #supervisor: Supervisor;
  readonly #hide: () => void;
  readonly #leave: () => void;
  readonly #engines = new Set<Socket>();
  #command: (Call & { op: 'hello' })['engine'] | undefined;
  #released = false;
  #delay = FIRST_DELAY_MS;
  #retry: NodeJS.Timeout | undefined;

  /** @param hide takes the socket's name away @param leave ends the process */
  constructor(supervisor: Supervisor, hide: () => void, leave: () => void) {
    this.#supervisor = supervisor;
    this.#hide = hide;
    this.#leave = leave;
  }

  hello(socket: Socket, engine: (Call & { op: 'hello' })['engine']): void {
    this.#engines.add(socket);
    this.#command = engine;
    this.#released = false;
    this.#delay = FIRST_DELAY_MS;
    clearTimeout(this.#retry);
    socket.on('close', () => this.#lost(socket));
  }

  /** The engine is about to go on purpose. */
  goodbye(): void {
    this.#released = true;
  }

  /** For an engine that needs no keeper for now. False when something runs, or somebody waits for what is to run. */
  leaveNow(): boolean {
    if (this.#engines.size > 1 || !this.#supervisor.idle || this.#supervisor.isAwaited) return false;
    this.#released = true;
    this.#hide();
    return true;
  }

  broadcast(event: ExitEvent): void {
    for (const socket of this.#engines) socket.write(`${JSON.stringify(event)}\n`);
  }

  leaveIfIdle(): void {
    if (this.#engines.size === 0 && this.#supervisor.idle) this.#leave();
  }

  #lost(socket: Socket): void {
    this.#engines.delete(socket);
    if (this.#engines.size > 0) return;
    this.#supervisor.engineGone();
    this.leaveIfIdle();
    if (!this.#released && this.#supervisor.needsEngine()) this.#startEngine();
  }

  #startEngine(): void {
    if (!this.#command || this.#engines.size > 0) return;
    const { command, env, log } = this.#command;
    const output = openSync(log, 'a', 0o600);
    try {
      this.#supervisor.spawnOther(command, env, output, () => this.#engineEnded());
    } finally {
      closeSync(output);
    }
  }

  /** An engine that we started is gone; one that never said hello is tried again, ever more slowly. */
  #engineEnded(): void {
    if (this.#engines.size > 0 || this.#released || !this.#supervisor.needsEngine()) return;
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#startEngine(), this.#delay);
  }
}
