import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addressOf, request, TestNetworks } from '../support/test-networks.ts';

let networks: TestNetworks;

beforeEach(async () => {
  networks = await TestNetworks.open();
  await networks.rooms.create({ Name: 'shop' });
});

afterEach(async () => {
  await networks.dispose();
});

describe('names', () => {
  test("of containers: their own, aliases, short id, hostname, with the network's behind, in any case", async () => {
    const web = networks.probe(await networks.open(request('web', 'shop')));
    const wanted = request('shop-db-1', { shop: { Aliases: ['db', 'my_db'] } }, { hostname: 'dbhost' });
    const db = await networks.open(wanted);
    const names = ['shop-db-1', 'db', 'my_db', 'dbhost', wanted.containerId.slice(0, 12), 'DB', 'db.shop'];
    for (const name of names) expect(await web.resolve(name), name).toEqual([addressOf(db)]);
    expect(await web.resolve(addressOf(db), 'PTR')).toEqual(['shop-db-1.shop']);
    await expect(web.resolve('db', 'AAAA')).rejects.toThrow('ENODATA');
    expect(db.endpoints.shop?.DNSNames).toEqual([
      'shop-db-1',
      'db',
      'my_db',
      wanted.containerId.slice(0, 12),
      'dbhost',
    ]);
    expect(await web.resolve('localhost')).toEqual(['127.0.0.1']);
  });

  test('of a service stand for all of its containers, in changing order', async () => {
    const web = networks.probe(await networks.open(request('web', 'shop')));
    const opened = await Promise.all(
      [1, 2, 3].map((number) =>
        networks.open(request(`worker-${number}`, { shop: { Aliases: ['worker'] } })),
      ),
    );
    const addresses = opened.map((sandbox) => addressOf(sandbox)).sort();
    const firsts = new Set<string | undefined>();
    for (let round = 0; firsts.size < 3 && round < 200; round += 1) {
      const answer = await web.resolve('worker');
      firsts.add(answer[0]);
      expect(answer.sort()).toEqual(addresses);
    }
    expect(firsts.size).toBe(3);
    await networks.rooms.closeSandbox(request('worker-1', 'shop').containerId);
    expect(await web.resolve('worker')).toHaveLength(2);
  });

  test('that do not fit into a datagram come by TCP', async () => {
    const opened = await Promise.all(
      Array.from({ length: 90 }, (_, index) =>
        networks.open(request(`many-${index}`, { shop: { Aliases: ['many'] } })),
      ),
    );
    const [first] = opened;
    expect(await networks.probe(first).resolve('many')).toHaveLength(90);
  });

  test('are known on shared networks only', async () => {
    await networks.rooms.create({ Name: 'back', EnableIPv6: true });
    const web = await networks.open(request('web', 'shop'));
    const both = await networks.open(request('both', { shop: {}, back: {} }));
    const hidden = await networks.open(request('hidden', 'back', { dns: ['127.0.0.1'] }));
    await expect(networks.probe(web).resolve('hidden')).rejects.toThrow(/ENOTFOUND|ESERVFAIL/);
    expect(await networks.probe(web).resolve('both')).toEqual([addressOf(both, 'shop')]);
    expect(await networks.probe(both).resolve('hidden')).toEqual([addressOf(hidden)]);
    expect(await networks.probe(both).resolve('hidden', 'AAAA')).toEqual([
      hidden.endpoints.back?.GlobalIPv6Address,
    ]);
  });

  test("of links are the asker's alone", async () => {
    const db = await networks.open(request('db', 'shop'));
    const web = await networks.open(request('web', { shop: { Links: ['db:database'] } }));
    const other = await networks.open(request('other', 'shop', { dns: ['127.0.0.1'] }));
    expect(await networks.probe(web).resolve('database')).toEqual([addressOf(db)]);
    await expect(networks.probe(other).resolve('database')).rejects.toThrow(/ENOTFOUND|ESERVFAIL/);
  });
});

describe('names that are not ours', () => {
  test('are asked of the servers that the container names, from where it is, also by TCP', async () => {
    const server = await networks.open(request('server', 'shop'));
    await networks.probe(server).serveNames('192.0.2.99');
    const web = networks.probe(await networks.open(request('web', 'shop', { dns: [addressOf(server)] })));
    expect(await web.resolve('example.org')).toEqual(['192.0.2.99']);
    expect(await web.resolve('big.example.org')).toHaveLength(100);
    expect(await web.resolve('server')).toEqual([addressOf(server)]);
  });

  test('a container may be its own server, on all addresses at port 53', async () => {
    const sandbox = await networks.open(request('self', 'shop', { dns: ['127.0.0.1'] }));
    const self = networks.probe(sandbox);
    await self.serveNames('192.0.2.98');
    expect(await self.resolve('example.org')).toEqual(['192.0.2.98']);
    expect(await self.resolve('self')).toEqual([addressOf(sandbox)]);
  });

  test('fail in time when nobody answers, and on internal networks at once', async () => {
    const silent = await networks.open(request('silent', 'shop'));
    const web = networks.probe(await networks.open(request('web', 'shop', { dns: [addressOf(silent)] })));
    // Something is there, but what it says is no answer.
    await networks.probe(silent).listen('', 53, 'udp');
    const started = performance.now();
    await expect(web.resolve('example.org')).rejects.toThrow('ESERVFAIL');
    expect(performance.now() - started).toBeLessThan(4500);
    await networks.rooms.create({ Name: 'closed', Internal: true });
    const inside = networks.probe(await networks.open(request('inside', 'closed')));
    await expect(inside.resolve('example.org')).rejects.toThrow('ESERVFAIL');
  });
});

test("the names of one network do not depend on its default bridge's rules", async () => {
  const plain = await networks.open(request('plain', { bridge: { Aliases: ['alias'] } }));
  expect(plain.endpoints.bridge?.DNSNames).toBeNull();
  expect(plain.resolvConf).not.toContain('127.0.0.11');
});
