import { availableParallelism } from 'node:os';
import type { ContainerCreateRequest, ContainerCreateResponse, Exact } from '../../engine-api/index.ts';
import type { ContainerCalls, StopAndRemove } from './container-calls.ts';
import { Pace } from './pace.ts';

/** Starts gain nothing: they take an engine's processors however many it is asked for. */
const containersPerProcessor = 4;
const containersAtLeast = 8;

/** Milliseconds: nearly twice the longest pause between two ends (340) of an engine that is busy with 50. */
const stallAfter = 600;

/**
 * Stops a few containers at a time. Many that end at the same moment hinder each other in the engine and in the kernel: 50 at once take
 * half as long again. Containers that do not heed the signal hold up the others only for a moment.
 */
export class PacedStops implements ContainerCalls {
  readonly #calls: ContainerCalls;
  readonly #pace = new Pace({
    atFirst: Math.max(containersAtLeast, availableParallelism() * containersPerProcessor),
    stallAfter,
  });

  constructor(calls: ContainerCalls) {
    this.#calls = calls;
  }

  create(
    name: string,
    platform: string | undefined,
    request: Exact<ContainerCreateRequest>,
  ): Promise<ContainerCreateResponse> {
    return this.#calls.create(name, platform, request);
  }

  start(id: string): Promise<void> {
    return this.#calls.start(id);
  }

  stop(id: string, timeout: number | undefined): Promise<void> {
    return this.#pace.run(() => this.#calls.stop(id, timeout));
  }

  stopAndRemove(id: string, options: StopAndRemove): Promise<void> {
    return this.#pace.run(() => this.#calls.stopAndRemove(id, options));
  }

  close(): void {
    this.#calls.close();
  }
}
