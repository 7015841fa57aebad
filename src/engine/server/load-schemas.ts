import type * as schemas from './schemas/index.ts';

/** zod and the schemas, loaded when the first body comes: they are half of the engine's start. */
export const loadSchemas = (): Promise<typeof schemas> => import('./schemas/index.ts');
