/** The ways in which GNU tar writes sparse files: old headers (`S`), and pax formats 0.0, 0.1 and 1.0. */
import { ArchiveError, readNumber, type SparseRegion } from './tar-format.ts';

/** What is known of a sparse file's regions, while they are read. */
export interface SparseMap {
  realSize: number;
  regions: SparseRegion[];
  /** Further blocks of the map follow. */
  more: boolean;
  /** The map stands at the beginning of the member's bytes (pax 1.0). */
  inData: boolean;
  /** Of a map in the data: what is left of the last line, and how many numbers are still to come. */
  text: string;
  numbers: number[];
  expected: number | undefined;
}

function newMap(realSize: number): SparseMap {
  return { realSize, regions: [], more: false, inData: false, text: '', numbers: [], expected: undefined };
}

function addRegion(map: SparseMap, offset: number, length: number): void {
  const previous = map.regions.at(-1);
  const after = previous === undefined ? 0 : previous.offset + previous.length;
  const end = offset + length;
  if (!Number.isSafeInteger(end) || length < 0 || offset < after || end > map.realSize) {
    throw new ArchiveError('invalid tar header: damaged sparse map');
  }
  map.regions.push({ offset, length });
}

/** Old GNU format: four regions in the header; byte 482 says whether blocks with 21 more follow. */
export function readOldSparse(header: Buffer): SparseMap {
  const map = newMap(readNumber(header, [483, 12]));
  readOldRegions(map, header, 386, 4, 482);
  return map;
}

export function continueOldSparse(map: SparseMap, block: Buffer): void {
  readOldRegions(map, block, 0, 21, 504);
}

function readOldRegions(map: SparseMap, block: Buffer, start: number, count: number, moreAt: number): void {
  for (let index = 0; index < count && block[start + index * 24] !== 0; index++) {
    const at = start + index * 24;
    addRegion(map, readNumber(block, [at, 12]), readNumber(block, [at + 12, 12]));
  }
  map.more = block[moreAt] !== 0;
}

/** From extended headers; undefined when the file is not sparse. Repeated keys of format 0.0 were joined to the map of 0.1. */
export function readPaxSparse(records: Map<string, string>): SparseMap | undefined {
  const inData = records.get('GNU.sparse.major') === '1' && records.get('GNU.sparse.minor') === '0';
  const text = records.get('GNU.sparse.map');
  if (!inData && text === undefined) return undefined;
  const map = newMap(toNumber(records.get('GNU.sparse.realsize') ?? records.get('GNU.sparse.size')));
  map.inData = inData;
  map.more = inData;
  if (!inData && text) addPairs(map, text.split(',').map(toNumber));
  return map;
}

/** Format 1.0: lines of decimal numbers, first the count of regions, padded to whole blocks. */
export function continueTextSparse(map: SparseMap, block: Buffer): void {
  const lines = (map.text + block.toString('latin1')).split('\n');
  map.text = lines.pop() ?? '';
  for (const line of lines) {
    if (map.expected !== undefined && map.numbers.length >= map.expected) break;
    if (map.expected === undefined) map.expected = toNumber(line) * 2;
    else map.numbers.push(toNumber(line));
  }
  map.more = map.expected === undefined || map.numbers.length < map.expected;
  if (map.text.length > 64 && map.more) throw new ArchiveError('invalid tar header: damaged sparse map');
  if (!map.more) addPairs(map, map.numbers);
}

function addPairs(map: SparseMap, numbers: number[]): void {
  if (numbers.length % 2 !== 0) throw new ArchiveError('invalid tar header: damaged sparse map');
  for (let index = 0; index < numbers.length; index += 2) {
    addRegion(map, numbers[index] as number, numbers[index + 1] as number);
  }
}

function toNumber(text: string | undefined): number {
  if (text === undefined || !/^[0-9]{1,15}$/.test(text)) {
    throw new ArchiveError('invalid tar header: damaged sparse map');
  }
  return Number(text);
}
