import type { Address } from '../address.ts';
import type { Endpoint } from '../network.ts';
import { type AnswerRecord, addressRecord, pointerRecord, type Query, recordType } from './message.ts';
import { addressOfReverseName } from './reverse-name.ts';

/** Seconds for which an answer may be kept; Docker's. */
const TTL = 600;
const LOOPBACK: Record<4 | 6, Address> = {
  4: { family: 4, value: 0x7f000001n },
  6: { family: 6, value: 1n },
};

/**
 * What the networks that a container is on know about a name; `undefined` when they do not know it, so that others have to be asked.
 * `asker` are the container's own endpoints.
 */
export function resolveName(asker: Endpoint[], query: Query): AnswerRecord[] | undefined {
  if (query.type === recordType.PTR) return resolveReverse(asker, query.name);
  // RFC 6761, 6.3: whatever the resolver's files say, localhost is the asker's own.
  if (query.name === 'localhost' || query.name.endsWith('.localhost')) return loopbackRecords(query.type);
  const linked = linkedName(asker, query.name);
  let isKnown = false;
  for (const endpoint of asker) {
    const holders = holdersOf(endpoint, linked ?? query.name);
    isKnown ||= holders.length > 0;
    const records = recordsOf(holders, query.type);
    if (records.length > 0) return shuffle(records);
  }
  return isKnown ? [] : undefined;
}

/** `links` of a container: a name of its own for another container. */
function linkedName(asker: Endpoint[], name: string): string | undefined {
  for (const { settings } of asker) {
    for (const link of settings.Links ?? []) {
      const [target = '', alias = target] = link.split(':');
      if (alias.toLowerCase() === name) return target.replace(/^\//, '').toLowerCase();
    }
  }
  return undefined;
}

/** Those on the endpoint's network with this name, which may be followed by the network's. */
function holdersOf({ network }: Endpoint, name: string): Endpoint[] {
  if (!network.hasNames) return [];
  const direct = network.named(name);
  const suffix = `.${network.name.toLowerCase()}`;
  if (direct.length > 0 || !name.endsWith(suffix)) return direct;
  return network.named(name.slice(0, -suffix.length));
}

function familiesOf(type: number): (4 | 6)[] {
  if (type === recordType.A) return [4];
  if (type === recordType.AAAA) return [6];
  return type === recordType.ANY ? [4, 6] : [];
}

function recordsOf(holders: Endpoint[], type: number): AnswerRecord[] {
  return familiesOf(type).flatMap((family) =>
    holders.flatMap(({ addresses }) => {
      const address = addresses[family];
      return address ? [addressRecord(address, TTL)] : [];
    }),
  );
}

function loopbackRecords(type: number): AnswerRecord[] {
  return familiesOf(type).map((family) => addressRecord(LOOPBACK[family], TTL));
}

function resolveReverse(asker: Endpoint[], name: string): AnswerRecord[] | undefined {
  const address = addressOfReverseName(name);
  if (!address) return undefined;
  for (const { network } of asker) {
    if (!network.hasNames) continue;
    for (const endpoint of network.endpoints.values()) {
      if (endpoint.addresses[address.family]?.value !== address.value) continue;
      const record = pointerRecord(`${endpoint.containerName}.${network.name}`, TTL);
      return record ? [record] : [];
    }
  }
  return undefined;
}

/** Askers take the first: so each container of a service gets its share. */
function shuffle<T>(items: T[]): T[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [items[last], items[other]] = [items[other] as T, items[last] as T];
  }
  return items;
}
