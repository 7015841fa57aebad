import { createHash } from 'node:crypto';
import { type Address, overlaps, parseSubnet, type Subnet } from './address.ts';

interface Pool {
  base: Subnet;
  /** Prefix length of the networks that are cut from it. */
  size: number;
}

function pool(base: string, size: number): Pool {
  const subnet = parseSubnet(base);
  if (!subnet) throw new Error(`not a subnet: ${base}`);
  return { base: subnet, size };
}

/** Docker's (daemon option `default-address-pools`). */
const ipv4Pools: Pool[] = [
  pool('172.17.0.0/16', 16),
  pool('172.18.0.0/16', 16),
  pool('172.19.0.0/16', 16),
  pool('172.20.0.0/14', 16),
  pool('172.24.0.0/14', 16),
  pool('172.28.0.0/14', 16),
  pool('192.168.0.0/16', 20),
];

function* subnetsOf({ base, size }: Pool): Generator<Subnet> {
  const step = 1n << BigInt((base.family === 4 ? 32 : 128) - size);
  const count = 2 ** Math.min(size - base.prefix, 16);
  for (let index = 0; index < count; index += 1)
    yield { family: base.family, value: base.value + step * BigInt(index), prefix: size };
}

/** A unique local prefix (RFC 4193) that one engine always gets again. */
function ipv6Pool(seed: string): Pool {
  const hash = createHash('sha256').update(seed).digest('hex').slice(0, 10);
  return pool(`fd${hash.slice(0, 2)}:${hash.slice(2, 6)}:${hash.slice(6, 10)}::/48`, 64);
}

/**
 * The first subnet of the default pools that overlaps with none in `taken`; `undefined` when all are used up.
 * `seed` names the engine.
 */
export function chooseSubnet(family: 4 | 6, taken: Subnet[], seed: string): Subnet | undefined {
  for (const each of family === 4 ? ipv4Pools : [ipv6Pool(seed)]) {
    for (const subnet of subnetsOf(each)) if (!taken.some((other) => overlaps(other, subnet))) return subnet;
  }
  return undefined;
}

/** The lowest address between `first` and `last` for which `isFree` says so. */
export function lowestFree(
  family: 4 | 6,
  first: bigint,
  last: bigint,
  isFree: (value: bigint) => boolean,
): Address | undefined {
  for (let value = first; value <= last; value += 1n) if (isFree(value)) return { family, value };
  return undefined;
}
