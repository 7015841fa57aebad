/**
 * Thread that unpacks and packs archives, one at a time, with the folder at hand as its root: what an archive or a running container puts
 * in the way (links, `..`, races) cannot lead it outside. Everything must be loaded before the root changes.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { parentPort } from 'node:worker_threads';
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
let pieces = newPieces();
let window = new SendWindow();

function send(message: FromWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
  parentPort?.postMessage(message);
}

function newPieces(): PieceStream {
  return new PieceStream((taken) => send({ taken }));
}

function sourceOf(job: UnpackJob): Readable {
  if (job.source === 'pieces') return pieces;
  const file = createReadStream('', {
    fd: job.source.fd,
    autoClose: false,
    start: 0,
    highWaterMark: readBytes,
  });
  file.on('data', (chunk) => send({ taken: chunk.length }));
  file.pause();
  return file;
}

/** The end of the pipe fails with whatever fails in it. */
function connect(source: Readable, decompressor: Transform): Transform {
  return pipeline(source, decompressor, () => {});
}

async function unpack(job: UnpackJob): Promise<UnpackResult> {
  const source = sourceOf(job);
  const decompressor = createDecompressor(job.compression);
  const extractor = new Extractor(job.options, attributes);
  const reader = new TarReader(extractor);
  const hash = createHash('sha256');
  let tarSize = 0;
  try {
    const stream: AsyncIterable<Buffer> = decompressor ? connect(source, decompressor) : source;
    for await (const chunk of stream) {
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
  root.enter(job.folder);
  try {
    if (job.kind === 'unpack') {
      send({ done: await unpack(job) });
      return;
    }
    for (const piece of packTree(job.options)) {
      send({ piece });
      await window.sent(piece.length);
    }
    send({ done: undefined });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // zlib's own codes are about the archive's bytes, the kernel's are not.
    const isArchive = error instanceof ArchiveError || code?.startsWith('Z_') || code?.startsWith('ZSTD_');
    send({ failed: { message: messageOf(error), code, isArchive: isArchive === true } });
  } finally {
    root.leave();
  }
}

const root = await ownThreadRoot();
parentPort?.on('message', (message: ToWorker) => {
  if ('piece' in message) pieces.receive(message.piece);
  else if ('taken' in message) window.taken(message.taken);
  else {
    pieces = newPieces();
    window = new SendWindow();
    void work(root, message);
  }
});
send({ ready: true });
