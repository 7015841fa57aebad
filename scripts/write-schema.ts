/** Writes the JSON Schema of Compose files, as the package ships it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeJsonSchema } from '../src/compose-file/index.ts';

const path = join(import.meta.dirname, '../schema/compose-file.json');
writeFileSync(path, `${JSON.stringify(composeJsonSchema(), null, 2)}\n`);
