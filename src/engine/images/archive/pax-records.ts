/** Extended headers: `<length> <key>=<value>\n`, repeated (POSIX.1-2017, pax, "Extended Header"). */
import { ArchiveError } from './tar-format.ts';

/** Keys to values, both byte strings. @throws ArchiveError when a record does not end where it says. */
export function parsePaxRecords(data: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < data.length) {
    const blank = data.indexOf(0x20, at);
    const digits = blank === -1 ? '' : data.toString('latin1', at, blank);
    const length = /^[0-9]{1,10}$/.test(digits) ? Number(digits) : 0;
    const record = data.toString('latin1', blank + 1, at + length);
    const equals = record.indexOf('=');
    const valid = length > digits.length + 2 && at + length <= data.length && record.endsWith('\n');
    if (!valid || equals < 1) throw new ArchiveError('invalid tar header: damaged extended header');
    addRecord(records, record.slice(0, equals), record.slice(equals + 1, -1));
    at += length;
  }
  return records;
}

/** Sparse format 0.0 repeats two keys for each region: joined, they are the map of format 0.1. */
function addRecord(records: Map<string, string>, key: string, value: string): void {
  if (key !== 'GNU.sparse.offset' && key !== 'GNU.sparse.numbytes') {
    records.set(key, value);
    return;
  }
  const map = records.get('GNU.sparse.map');
  records.set('GNU.sparse.map', map === undefined ? value : `${map},${value}`);
}

/** The reverse; values are bytes or text. */
export function formatPaxRecords(records: Iterable<[string, string | Buffer]>): Buffer {
  return Buffer.concat([...records].map(([key, value]) => formatRecord(key, value)));
}

function formatRecord(key: string, value: string | Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  // The length counts its own digits: one digit more may make it one longer again.
  let length = body.length + String(body.length).length;
  if (String(length).length > String(body.length).length) length = body.length + String(length).length;
  return Buffer.concat([Buffer.from(String(length)), body]);
}
