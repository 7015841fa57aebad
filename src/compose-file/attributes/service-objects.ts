import type { Attribute } from './rule.ts';
import { closedObject, either, hook, initContainer, integer, listOf, mapOf, object, text } from './schema.ts';

const deviceRate = listOf(closedObject({ path: text, rate: integer }));
const optionValue = { types: ['string', 'number', 'boolean'] } as const;

/** Service attributes that are maps or lists of maps without rules of their own. */
export const objectAttributes: Record<string, Attribute> = {
  blkio_config: {
    schema: closedObject({
      device_read_bps: deviceRate,
      device_read_iops: deviceRate,
      device_write_bps: deviceRate,
      device_write_iops: deviceRate,
      weight: integer,
      weight_device: listOf(closedObject({ path: text, weight: integer })),
    }),
  },
  credential_spec: { schema: object({ config: text, file: text, registry: text }) },
  pre_start: { schema: listOf(initContainer) },
  post_start: { schema: listOf(hook) },
  pre_stop: { schema: listOf(hook) },
  provider: {
    schema: object({ type: text, options: mapOf(either(optionValue, listOf(optionValue)), /.+/, true) }, [
      'type',
    ]),
  },
};
