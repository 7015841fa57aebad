import { Socket } from 'node:net';
import type { Duplex, Writable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { closeDescriptor } from '../libc.ts';
import { resizeTerminal, unreadBytes } from '../pipes.ts';
import { LogWriter, type OutputStream } from './log-writer.ts';
import type { LogTarget } from './protocol.ts';
import type { StreamClient } from './stream-client.ts';

interface Source {
  stream: OutputStream;
  fd: number;
  socket: Duplex;
  ended: boolean;
}

/**
 * This process's ends of a container's pipes or terminal: output goes to the log and to all clients, the clients' input to the
 * container. Output that nobody is attached to is read all the same, so that no container ever waits for a reader.
 */
export class ProcessIo {
  readonly #sources: Source[] = [];
  readonly #clients = new Set<StreamClient>();
  readonly #log: LogWriter | undefined;
  readonly #stdinOnce: boolean;
  #input: Writable | undefined;
  #terminal: number | undefined;
  #exited = false;
  #finished = false;
  #onDrained: (() => void) | undefined;

  constructor(options: { log: LogTarget | undefined; stdinOnce: boolean }) {
    this.#log = options.log && new LogWriter(options.log);
    this.#stdinOnce = options.stdinOnce;
  }

  /** Takes over the descriptors, which are closed with this object. */
  openPipes(fds: {
    stdin?: number | undefined;
    stdout?: number | undefined;
    stderr?: number | undefined;
  }): void {
    if (fds.stdin !== undefined)
      this.#setInput(new Socket({ fd: fds.stdin, readable: false, writable: true }));
    for (const stream of ['stdout', 'stderr'] as const) {
      const fd = fds[stream];
      if (fd !== undefined) this.#addSource(stream, fd, new Socket({ fd, readable: true, writable: false }));
    }
    this.#resumeClients();
  }

  openTerminal(fd: number, size: [number, number] | undefined): void {
    this.#terminal = fd;
    if (size) resizeTerminal(fd, size[0], size[1]);
    const terminal = new ReadStream(fd);
    this.#setInput(terminal);
    this.#addSource('stdout', fd, terminal);
    this.#resumeClients();
  }

  attach(client: StreamClient): void {
    if (client.socket.destroyed) return;
    this.#clients.add(client);
    client.socket.on('close', () => this.#detach(client));
    client.socket.on('drain', () => this.#resumeSources());
    client.socket.on('error', () => client.socket.destroy());
    client.socket.on('data', (chunk: Buffer) => this.#takeInput(client, chunk));
    client.socket.on('end', () => this.#inputEnded(client));
    if (this.#input === undefined && this.#sources.length === 0) client.socket.pause();
    else client.socket.resume();
  }

  resize(rows: number, columns: number): void {
    if (this.#terminal !== undefined && !this.#exited) resizeTerminal(this.#terminal, rows, columns);
  }

  /** After the process has ended: resolves when all it had written is in the log and on its way to the clients. */
  drain(): Promise<void> {
    this.#exited = true;
    return new Promise((resolve) => {
      this.#onDrained = resolve;
      for (const source of this.#sources) this.#endIfEmpty(source);
      this.#finishIfDrained();
    });
  }

  /** For a process that never came to be. */
  abandon(): void {
    this.#exited = true;
    for (const source of this.#sources) this.#endSource(source);
    this.#finishIfDrained();
  }

  #setInput(input: Writable): void {
    this.#input = input;
    // The container may close its input, or end, at any time.
    input.on('error', () => input.destroy());
    input.on('drain', () => {
      for (const client of this.#clients) client.socket.resume();
    });
  }

  #addSource(stream: OutputStream, fd: number, socket: Duplex): void {
    const source: Source = { stream, fd, socket, ended: false };
    this.#sources.push(source);
    socket.on('data', (chunk: Buffer) => this.#deliver(source, chunk));
    // A terminal whose other side is closed reports EIO instead of an end.
    socket.on('error', () => this.#endSource(source));
    socket.on('end', () => this.#endSource(source));
    socket.on('close', () => this.#endSource(source));
  }

  #deliver(source: Source, chunk: Buffer): void {
    if (source.ended) return;
    this.#log?.write(source.stream, chunk);
    const raw = this.#terminal !== undefined;
    let mayContinue = true;
    for (const client of this.#clients) mayContinue = client.send(source.stream, chunk, raw) && mayContinue;
    if (this.#exited) this.#endIfEmpty(source);
    else if (!mayContinue) source.socket.pause();
  }

  #endIfEmpty(source: Source): void {
    if (source.ended) return;
    // What was written to a terminal arrives a moment later; but its end is certain, since its session has ended.
    const isTerminal = source.fd === this.#terminal;
    const isEmpty = !isTerminal && source.socket.readableLength === 0 && unreadBytes(source.fd) === 0;
    if (source.socket.destroyed || isEmpty) this.#endSource(source);
    else source.socket.resume();
  }

  #endSource(source: Source): void {
    if (source.ended) return;
    source.ended = true;
    // A background process may still hold the other end; it must not be stopped by a full or a closed pipe.
    source.socket.resume();
    if (this.#exited) this.#finishIfDrained();
  }

  #finishIfDrained(): void {
    if (this.#finished || !this.#exited || this.#sources.some((source) => !source.ended)) return;
    this.#finished = true;
    for (const client of this.#clients) client.end();
    this.#clients.clear();
    this.#input?.end();
    this.#log?.close();
    this.#onDrained?.();
    this.#onDrained = undefined;
  }

  #takeInput(client: StreamClient, chunk: Buffer): void {
    if (!client.wants.stdin || !this.#input || this.#input.destroyed || this.#input.writableEnded) return;
    if (!this.#input.write(chunk)) client.socket.pause();
  }

  #inputEnded(client: StreamClient): void {
    if (client.wants.stdin && this.#stdinOnce && this.#terminal === undefined) this.#input?.end();
  }

  #detach(client: StreamClient): void {
    this.#clients.delete(client);
    this.#inputEnded(client);
    this.#resumeSources();
  }

  #resumeSources(): void {
    for (const source of this.#sources) source.socket.resume();
  }

  #resumeClients(): void {
    for (const client of this.#clients) client.socket.resume();
  }
}

/** Closes descriptors that were made for a process that could not be started. */
export function closeAll(fds: (number | undefined)[]): void {
  for (const fd of fds) if (fd !== undefined) closeDescriptor(fd);
}
