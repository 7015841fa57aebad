import type * as z from 'zod/mini';
import type { VolumeCreateRequest } from '../../../engine-api/index.ts';
import { fields } from './body.ts';
import { text, textMap } from './values.ts';

export const volumeCreate: z.ZodMiniType<VolumeCreateRequest> = fields({
  Name: text,
  Driver: text,
  DriverOpts: textMap,
  Labels: textMap,
});
