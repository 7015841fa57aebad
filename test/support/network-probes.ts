import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ProbeAnswer, ProbeCommand } from './network-probe.ts';

const SCRIPT = join(import.meta.dirname, 'network-probe.ts');
/** Milliseconds after which a connection that must not come about is taken for refused. */
const PATIENCE = 1500;

/** A process inside a network namespace (`network-probe.ts`); without a path, in the host's. */
export class Probe {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #next = 0;

  constructor(netnsPath?: string) {
    const command = [process.execPath, SCRIPT];
    this.#child = netnsPath
      ? spawn('nsenter', [`--net=${netnsPath}`, ...command])
      : spawn(process.execPath, [SCRIPT]);
    this.#child.stderr.pipe(process.stderr);
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const { id, result, error } = JSON.parse(line) as { id: number; result: unknown; error?: string };
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
    });
    this.#child.on('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the probe ended with ${code}`));
    });
  }

  ask<T>(command: ProbeCommand): Promise<T> {
    this.#next += 1;
    const id = this.#next;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.stdin.write(`${JSON.stringify({ id, command })}\n`);
    });
  }

  listen(text: string, port: number, protocol: 'tcp' | 'udp' = 'tcp', host = '::'): Promise<void> {
    return this.ask({ do: 'listen', protocol, host, port, text });
  }

  fetch(host: string, port: number, protocol: 'tcp' | 'udp' = 'tcp'): Promise<ProbeAnswer> {
    return this.ask({ do: 'fetch', protocol, host, port, timeout: PATIENCE });
  }

  serveNames(address: string): Promise<void> {
    return this.ask({ do: 'serve-names', address });
  }

  resolve(name: string, type: 'A' | 'AAAA' | 'PTR' = 'A'): Promise<string[]> {
    return this.ask({ do: 'resolve', name, type });
  }

  end(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#child.exitCode !== null) return resolve();
      this.#child.on('exit', () => resolve());
      this.#child.stdin.end();
      return undefined;
    });
  }
}
