/** xz and bzip2, which Node does not know, through the programs of these names. */
import { Readable } from 'node:stream';
import { EngineError, messageOf } from '../../../shared/index.ts';
import { ProcessError, runFilter } from '../../host/index.ts';
import type { Compression } from './compression.ts';

export function needsHost(compression: Compression): compression is 'xz' | 'bzip2' {
  return compression === 'xz' || compression === 'bzip2';
}

/** The decompressed stream; it fails with `EngineError` when the program is missing or finds the data damaged. */
export function decompressOnHost(compression: 'xz' | 'bzip2', source: Readable): Readable {
  return Readable.from(translateErrors(compression, runFilter(compression, ['-dc'], source)), {
    objectMode: false,
  });
}

async function* translateErrors(program: string, output: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    if (error instanceof ProcessError && error.reason === 'not-found') {
      throw new EngineError(
        'system',
        `the archive is compressed with ${program}, and the program ${program} is not installed`,
        { cause: error },
      );
    }
    throw new EngineError('invalid', `Error processing tar file: ${messageOf(error)}`, { cause: error });
  }
}
