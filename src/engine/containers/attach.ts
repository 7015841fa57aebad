import { Duplex, Readable, Writable } from 'node:stream';
import { EngineError } from '../../shared/index.ts';
import type { Container } from './container.ts';
import type { AttachOptions } from './contract.ts';
import { detachable, parseDetachKeys } from './detach-keys.ts';
import { readLog } from './logs/read-log.ts';
import { isRunning } from './record.ts';
import type { Room } from './room.ts';

/** Joins a client to a container, or lets it wait for its start (`docker run` attaches first). */
export async function attachContainer(
  room: Room,
  container: Container,
  options: AttachOptions,
): Promise<Duplex> {
  if (container.state.status === 'paused')
    throw new EngineError(
      'conflict',
      `container ${container.id} is paused, unpause the container before attach`,
    );
  const keys = parseDetachKeys(options.detachKeys ?? '');
  const past = options.logs ? pastOutput(container, options) : undefined;
  if (!options.stream) return outputOnly(past);
  const live = await room.keeper.attach({
    key: container.id,
    stdin: options.stdin && (container.record.config.OpenStdin ?? false),
    stdout: options.stdout,
    stderr: options.stderr,
    awaitStart: !isRunning(container.state),
  });
  container.emit(room.events, 'attach');
  const stream = past ? withPast(past, live) : live;
  const hasKeys = options.stdin && (container.record.config.Tty ?? false);
  return hasKeys ? detachable(stream, keys, () => container.emit(room.events, 'detach')) : stream;
}

function pastOutput(container: Container, options: AttachOptions): Readable {
  return readLog(container, {
    stdout: options.stdout,
    stderr: options.stderr,
    follow: false,
    timestamps: false,
    since: 0,
    until: 0,
    tail: -1,
  });
}

/** A stream of output only; input is thrown away. */
function outputOnly(output: Readable | undefined): Duplex {
  const input = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Duplex.from({ readable: output ?? Readable.from([]), writable: input });
}

/** First what was, then what comes. */
function withPast(past: Readable, live: Duplex): Duplex {
  const joined = new Duplex({
    read: () => (past.readableEnded ? live.resume() : past.resume()),
    write: (chunk: Buffer, _encoding, done) => {
      live.write(chunk, () => done());
    },
    final: (done) => {
      live.end();
      done();
    },
    destroy: (error, done) => {
      past.destroy();
      live.destroy();
      done(error);
    },
  });
  const pass = (source: Readable): void => {
    source.on('data', (chunk: Buffer) => {
      if (!joined.push(chunk)) source.pause();
    });
    source.on('error', (error) => joined.destroy(error));
  };
  past.on('end', () => {
    pass(live);
    live.on('end', () => joined.push(null));
  });
  pass(past);
  return joined;
}
