import { expect, test } from 'vitest';
import type { EndpointSettings } from '../../../engine-api/index.ts';
import { addressFromBytes, formatAddress, parseAddress } from '../address.ts';
import { type Endpoint, Network } from '../network.ts';
import { planNetwork, predefinedNetwork } from '../network-create.ts';
import { encodeQuery, parseQuery, type Query, recordType } from './message.ts';
import { resolveName } from './names.ts';

const context = { networks: [], ranges: { firm: [], routed: [] }, seed: 'engine' };

function newNetwork(name: string): Network {
  return new Network(planNetwork({ Name: name }, context));
}

function join(
  network: Network,
  name: string,
  addresses: string[],
  settings: EndpointSettings = {},
): Endpoint {
  const endpoint: Endpoint = {
    id: name,
    network,
    containerId: name,
    containerName: name,
    settings,
    addresses: Object.fromEntries(
      addresses.map((text) => [text.includes(':') ? 6 : 4, parseAddress(text)]),
    ) as Endpoint['addresses'],
    mac: Buffer.alloc(6),
    interfaceName: 'eth0',
    hostInterface: '',
    names: [name, ...(settings.Aliases ?? [])],
  };
  network.add(endpoint);
  return endpoint;
}

function ask(asker: Endpoint[], name: string, type: number = recordType.A): string[] | undefined {
  const parsed = parseQuery(encodeQuery(1, name, type) as Buffer) as { query: Query };
  return resolveName(asker, parsed.query)?.map(({ type, data }) =>
    type === recordType.PTR ? data.toString('latin1') : formatAddress(addressFromBytes(data)),
  );
}

test('the first shared network that knows the name answers', () => {
  const [front, back] = [newNetwork('front'), newNetwork('back')];
  const asker = [join(front, 'web', ['10.0.0.2']), join(back, 'web', ['10.1.0.2'])];
  join(back, 'db', ['10.1.0.3', 'fd00::3']);
  join(front, 'both', ['10.0.0.4']);
  join(back, 'both', ['10.1.0.4', 'fd00::4']);
  expect(ask(asker, 'DB')).toEqual(['10.1.0.3']);
  expect(ask(asker, 'db', recordType.AAAA)).toEqual(['fd00::3']);
  expect(ask(asker, 'both')).toEqual(['10.0.0.4']);
  expect(ask(asker, 'both', recordType.AAAA)).toEqual(['fd00::4']);
  expect(ask(asker, 'both.back')).toEqual(['10.1.0.4']);
  expect(ask(asker, 'db', 15)).toEqual([]);
  expect(ask(asker, 'web', recordType.AAAA)).toEqual([]);
  expect(ask(asker, 'nobody')).toBeUndefined();
});

test('addresses have the name of their container, on shared networks only', () => {
  const [front, back] = [newNetwork('front'), newNetwork('back')];
  const asker = [join(front, 'web', ['10.0.0.2'])];
  join(back, 'db', ['10.1.0.3']);
  expect(ask(asker, '2.0.0.10.in-addr.arpa', recordType.PTR)).toEqual(['\x03web\x05front\x00']);
  expect(ask(asker, '3.0.1.10.in-addr.arpa', recordType.PTR)).toBeUndefined();
  expect(ask(asker, 'web', recordType.PTR)).toBeUndefined();
});

test('localhost is the asker, links are its own, the default bridge has no names', () => {
  const shop = newNetwork('shop');
  const bridge = new Network(predefinedNetwork('bridge'));
  const asker = [join(shop, 'web', ['10.0.0.2'], { Links: ['db:database', '/db'] })];
  join(shop, 'db', ['10.0.0.3']);
  const plain = [join(bridge, 'plain', ['10.2.0.2'])];
  join(bridge, 'other', ['10.2.0.3']);
  expect(ask(asker, 'localhost')).toEqual(['127.0.0.1']);
  expect(ask(asker, 'app.localhost', recordType.AAAA)).toEqual(['::1']);
  expect(ask(asker, 'database')).toEqual(['10.0.0.3']);
  expect(ask(plain, 'other')).toBeUndefined();
});

test('who has left is not found any more', () => {
  const shop = newNetwork('shop');
  const asker = [join(shop, 'web', ['10.0.0.2'])];
  const db = join(shop, 'db', ['10.0.0.3'], { Aliases: ['store'] });
  shop.rename(db, 'base', ['base', 'store']);
  expect(ask(asker, 'db')).toBeUndefined();
  expect(ask(asker, 'base')).toEqual(['10.0.0.3']);
  shop.remove(db);
  expect(ask(asker, 'store')).toBeUndefined();
});
