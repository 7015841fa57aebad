/** Makes what the end-to-end tests will need, ahead of them. */
import { join } from 'node:path';
import { makeStandIns } from './images.ts';

await makeStandIns(join(import.meta.dirname, '../../.cache/stand-ins'), (line) =>
  process.stdout.write(`tutti: ${line}\n`),
);
