import { expandNames, keyOfPair, mergeNamed } from './merging.ts';
import type { Attribute } from './rule.ts';
import { driverOptions, either, mapOf, NAME, nothing, object, onlyNumber, text, texts } from './schema.ts';

/** Networks that a service joins: names, or a map with addresses and aliases. */
export const serviceNetworks: Attribute = {
  schema: either(
    texts,
    mapOf(
      either(
        nothing,
        object({
          aliases: texts,
          interface_name: text,
          ipv4_address: text,
          ipv6_address: text,
          link_local_ips: texts,
          mac_address: text,
          driver_opts: driverOptions,
          priority: onlyNumber,
          gw_priority: onlyNumber,
        }),
      ),
      NAME,
    ),
  ),
  rules: {
    '': { merge: mergeNamed, expand: expandNames },
    '*.aliases': { uniqueBy: keyOfPair },
    '*.link_local_ips': { uniqueBy: keyOfPair },
  },
};
