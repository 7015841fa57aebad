/**
 * Thread that unpacks and packs archives, one at a time, with the folder at hand as its root: what an archive or a running container puts
 * in the way (links, `..`, races) cannot lead it outside. Everything must be loaded before the root changes.
 */
import { createHash } from 'node:crypto';
import { createReadStream, openSync } from 'node:fs';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../../shared/index.ts';
import { ownThreadRoot, type ThreadRoot } from '../../host/index.ts';
import { createDecompressor } from './compression.ts';
import { Extractor } from './extract.ts';
import type { FromWorker, Job, ToWorker, UnpackJob, UnpackResult } from './jobs.ts';
import { isInUserNamespace, NodeAttributes } from './node-attributes.ts';
import { packTree } from './pack.ts';
import { PieceStream, SendWindow } from './pieces.ts';
import { ArchiveError } from './tar-format.ts';
import { TarReader } from './tar-reader.ts';

const readBytes = 1 << 20;

const attributes = new NodeAttributes(isInUserNamespace());
/** Not 0 when this thread shall end (archive-thread.ts). */
const stopFlag = workerData as Int32Array;
let isWorking = false;
let pieces = newPieces();
let window = new SendWindow();

function send(message: FromWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
  parentPort?.postMessage(message);
}

/** @throws Error when the thread shall end; looked at between pieces, which may follow each other without a turn of the event loop. */
function checkStop(): void {
  if (Atomics.load(stopFlag, 0) !== 0) throw new Error('stopped');
}

function newPieces(): PieceStream {
  return new PieceStream((taken) => send({ taken }));
}

function sourceOf(job: UnpackJob): Readable {
  if (job.source === 'pieces') return pieces;
  // Opened here and now, since later the path would be looked for within the new root.
  const fd = openSync(job.source.path, 'r');
  const file = createReadStream('', { fd, highWaterMark: readBytes });
  file.on('data', (chunk) => send({ taken: chunk.length }));
  file.pause();
  return file;
}

/** The end of the pipe fails with whatever fails in it. */
function connect(source: Readable, decompressor: Transform): Transform {
  return pipeline(source, decompressor, () => {});
}

async function unpack(job: UnpackJob, source: Readable): Promise<UnpackResult> {
  const decompressor = createDecompressor(job.compression);
  const extractor = new Extractor(job.options, attributes);
  const reader = new TarReader(extractor);
  const hash = createHash('sha256');
  let tarSize = 0;
  try {
    const stream: AsyncIterable<Buffer> = decompressor ? connect(source, decompressor) : source;
    for await (const chunk of stream) {
      checkStop();
      hash.update(chunk);
      tarSize += chunk.length;
      reader.push(chunk);
    }
    reader.finish();
    extractor.finish();
  } finally {
    extractor.abandon();
  }
  return { diffId: `sha256:${hash.digest('hex')}`, tarSize, size: extractor.size };
}

async function work(root: ThreadRoot, job: Job): Promise<void> {
  let source: Readable | undefined;
  try {
    source = job.kind === 'unpack' ? sourceOf(job) : undefined;
    root.enter(job.folder);
    if (job.kind === 'unpack') {
      send({ done: await unpack(job, source as Readable) });
      return;
    }
    for (const piece of packTree(job.options)) {
      send({ piece });
      await window.sent(piece.length);
      checkStop();
    }
    send({ done: undefined });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // zlib's own codes are about the archive's bytes, the kernel's are not.
    const isArchive = error instanceof ArchiveError || code?.startsWith('Z_') || code?.startsWith('ZSTD_');
    send({ failed: { message: messageOf(error), code, isArchive: isArchive === true } });
  } finally {
    source?.destroy();
    root.leave();
  }
}

/** Ends this thread, not the process. */
function stop(): void {
  if (!isWorking) process.exit(0);
  pieces.destroy(new Error('stopped'));
  window.close();
}

const root = await ownThreadRoot();
parentPort?.on('message', (message: ToWorker) => {
  if ('stop' in message) stop();
  else if ('piece' in message) pieces.receive(message.piece);
  else if ('taken' in message) window.taken(message.taken);
  else {
    pieces = newPieces();
    window = new SendWindow();
    isWorking = true;
    void work(root, message).finally(() => {
      isWorking = false;
      if (Atomics.load(stopFlag, 0) !== 0) process.exit(0);
    });
  }
});
