/** The engine's program; how it is started: src/engine-api/engine-process.ts. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { enginePaths } from './paths.ts';

// In a folder of the engine's own: code that others could put there would run as us.
enableCompileCache(join(enginePaths(process.env).root, 'code-cache'));
const { runEngine } = await import('./run-engine.ts');
await runEngine();
