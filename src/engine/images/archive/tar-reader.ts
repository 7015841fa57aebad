/**
 * Reads a tar that comes in pieces, synchronously: per piece no promise and no copy, since a layer may have 50,000 members.
 * Understands ustar, pax (global headers too), GNU long names and all forms of sparse files.
 */
import { parsePaxRecords } from './pax-records.ts';
import { ArchiveError, blockSize, paddingOf, type SparseRegion, type TarEntry } from './tar-format.ts';
import { applyExtras, readHeader, type TarHeader } from './tar-header.ts';
import {
  continueOldSparse,
  continueTextSparse,
  readOldSparse,
  readPaxSparse,
  type SparseMap,
} from './tar-sparse.ts';

/** Gets what is in the archive, in its order. */
export interface TarSink {
  begin(entry: TarEntry): void;
  /** Bytes of the entry last begun, to be put at `position` of the file. The piece is valid only during the call. */
  data(piece: Buffer, position: number): void;
  end(): void;
}

/** Longest extended header or long name, as in Go's archive/tar. */
const maxExtraBytes = 1 << 20;

/** Members about other members; volume labels (`V`) are read like them and then ignored. */
const extraFlags = 'xgLKV';

type State = 'header' | 'extra' | 'sparse-map' | 'sparse-text' | 'data' | 'padding' | 'finished';

export class TarReader {
  readonly #sink: TarSink;
  #state: State = 'header';
  #partial: Buffer[] = [];
  #partialLength = 0;
  /** Bytes that the current state still expects. */
  #wanted = blockSize;
  #padding = 0;
  #zeroBlocks = 0;
  #header: TarHeader | undefined;
  readonly #globals = new Map<string, string>();
  #extras = new Map<string, string>();
  #sparse: SparseMap | undefined;
  #regions: SparseRegion[] = [];
  #region = 0;
  #inRegion = 0;
  #left = 0;

  constructor(sink: TarSink) {
    this.#sink = sink;
  }

  /** @throws ArchiveError when the archive is damaged; whatever the sink throws goes through. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.#state !== 'finished') {
      if (this.#state === 'data') at = this.#takeData(chunk, at);
      else if (this.#state === 'padding') at = this.#skipPadding(chunk, at);
      else at = this.#takeWhole(chunk, at);
    }
  }

  /**
   * To be called after the last piece. An archive without the two empty blocks at its end is taken, as everywhere; one without
   * the last file's padding too, since the docker client sends such (`build -f -`).
   */
  finish(): void {
    const between = this.#state === 'header' && this.#partialLength === 0 && this.#extras.size === 0;
    if (this.#state === 'padding') return;
    if (this.#state !== 'finished' && !between) throw new ArchiveError('unexpected EOF');
  }

  #takeWhole(chunk: Buffer, at: number): number {
    const piece = chunk.subarray(at, at + this.#wanted - this.#partialLength);
    if (this.#partialLength === 0 && piece.length === this.#wanted) {
      this.#handleWhole(piece);
      return at + piece.length;
    }
    this.#partial.push(Buffer.from(piece));
    this.#partialLength += piece.length;
    if (this.#partialLength === this.#wanted) {
      const whole = Buffer.concat(this.#partial);
      this.#partial = [];
      this.#partialLength = 0;
      this.#handleWhole(whole);
    }
    return at + piece.length;
  }

  #handleWhole(bytes: Buffer): void {
    if (this.#state === 'header') this.#handleHeader(bytes);
    else if (this.#state === 'extra') this.#handleExtra(bytes);
    else this.#handleSparse(bytes);
  }

  #handleHeader(block: Buffer): void {
    const header = readHeader(block);
    if (header === undefined) {
      this.#zeroBlocks += 1;
      if (this.#zeroBlocks === 2) this.#state = 'finished';
      return;
    }
    this.#zeroBlocks = 0;
    this.#header = header;
    if (extraFlags.includes(header.flag)) {
      if (header.size > maxExtraBytes) throw new ArchiveError('invalid tar header: extended header too long');
      this.#state = 'extra';
      this.#wanted = header.size + paddingOf(header.size);
      if (header.size === 0) this.#handleExtra(Buffer.alloc(0));
      return;
    }
    this.#beginMember(header, block);
  }

  #handleExtra(bytes: Buffer): void {
    const { flag, size } = this.#header as TarHeader;
    const data = bytes.subarray(0, size);
    if (flag === 'g') for (const [key, value] of parsePaxRecords(data)) this.#globals.set(key, value);
    else if (flag === 'x') {
      for (const [key, value] of parsePaxRecords(data)) this.#extras.set(key, value);
    } else if (flag !== 'V') {
      const end = data.indexOf(0);
      this.#extras.set(
        flag === 'L' ? 'path' : 'linkpath',
        data.toString('latin1', 0, end === -1 ? size : end),
      );
    }
    this.#expectHeader();
  }

  #beginMember(header: TarHeader, block: Buffer): void {
    const extras = this.#globals.size === 0 ? this.#extras : new Map([...this.#globals, ...this.#extras]);
    this.#header = applyExtras(header, extras);
    this.#sparse = header.flag === 'S' ? readOldSparse(block) : readPaxSparse(extras);
    if (this.#sparse?.inData) this.#expect('sparse-text', blockSize);
    else if (this.#sparse?.more) this.#expect('sparse-map', blockSize);
    else this.#announce();
  }

  #handleSparse(block: Buffer): void {
    const header = this.#header as TarHeader;
    const state = this.#sparse as SparseMap;
    if (this.#state === 'sparse-map') continueOldSparse(state, block);
    else {
      continueTextSparse(state, block);
      header.size -= blockSize;
      if (header.size < 0) throw new ArchiveError('invalid tar header: damaged sparse map');
    }
    if (!state.more) this.#announce();
  }

  /** All about the member is known: tell the sink, and go for its bytes. */
  #announce(): void {
    const { entry, size } = this.#header as TarHeader;
    const sparse = this.#sparse;
    this.#regions = sparse?.regions ?? [{ offset: 0, length: size }];
    if (sparse !== undefined) {
      entry.size = sparse.realSize;
      entry.sparse = sparse.regions;
      const stored = sparse.regions.reduce((sum, region) => sum + region.length, 0);
      if (stored !== size) {
        throw new ArchiveError('invalid tar header: damaged sparse map');
      }
    }
    this.#region = 0;
    this.#inRegion = 0;
    this.#left = size;
    this.#padding = paddingOf(size);
    this.#extras = new Map();
    this.#sparse = undefined;
    this.#sink.begin(entry);
    if (size === 0) this.#endData();
    else this.#state = 'data';
  }

  #takeData(chunk: Buffer, at: number): number {
    const region = this.#regions[this.#region] as SparseRegion;
    const inRegion = region.length - this.#inRegion;
    if (inRegion === 0) {
      this.#region += 1;
      this.#inRegion = 0;
      return at;
    }
    const piece = chunk.subarray(at, at + Math.min(inRegion, this.#left));
    this.#sink.data(piece, region.offset + this.#inRegion);
    this.#inRegion += piece.length;
    this.#left -= piece.length;
    if (this.#left === 0) this.#endData();
    return at + piece.length;
  }

  #endData(): void {
    this.#sink.end();
    if (this.#padding > 0) this.#state = 'padding';
    else this.#expectHeader();
  }

  #skipPadding(chunk: Buffer, at: number): number {
    const length = Math.min(this.#padding, chunk.length - at);
    this.#padding -= length;
    if (this.#padding === 0) this.#expectHeader();
    return at + length;
  }

  #expectHeader(): void {
    this.#expect('header', blockSize);
  }

  #expect(state: State, bytes: number): void {
    this.#state = state;
    this.#wanted = bytes;
  }
}
