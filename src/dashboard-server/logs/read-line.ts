import { keepColors, LOG_LINE_LIMIT, type LogAddress } from '../../dashboard-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Reading } from './reading.ts';

/** One line as a whole. @throws EngineError `not-found` where the engine keeps it no more */
export async function readLine(reading: Reading, at: LogAddress): Promise<{ text: string; length: number }> {
  const [source] = reading.sources;
  if (source !== undefined) {
    const options = { since: at.time, limit: LOG_LINE_LIMIT, signal: reading.signal };
    for await (const batch of reading.reader.read(source.container, options)) {
      for (const line of batch) {
        if (line.time === at.time && line.nth === at.nth)
          return { text: keepColors(line.text), length: line.bytes };
        if (line.time > at.time) break;
      }
    }
  }
  throw new EngineError('not-found', 'the engine keeps this line no more');
}
