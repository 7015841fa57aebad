/** Makes what the end-to-end tests will need, ahead of them. */
import { join } from 'node:path';
import { provideStandIns } from './images.ts';
import { stopRegistry } from './registry.ts';

const cache = join(import.meta.dirname, '../../.cache/stand-ins');

await provideStandIns(cache, (line) => process.stdout.write(`tutti: ${line}\n`));
await stopRegistry(cache);
