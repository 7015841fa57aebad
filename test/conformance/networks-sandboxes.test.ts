import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addOtherMachine } from '../support/other-machine.ts';
import { addressOf, request, TestNetworks } from '../support/test-networks.ts';

let networks: TestNetworks;

beforeEach(async () => {
  networks = await TestNetworks.open();
});

afterEach(async () => {
  await networks.dispose();
});

test('two containers of a network reach each other and the host, and know the host by its gateway', async () => {
  await networks.rooms.create({ Name: 'shop' });
  const [web, db] = await Promise.all([
    networks.open(request('web', 'shop')),
    networks.open(request('db', 'shop')),
  ]);
  const [inWeb, inDb] = [networks.probe(web), networks.probe(db)];
  await inDb.listen('db', 5432);
  expect(await inWeb.fetch(addressOf(db), 5432)).toEqual({ text: 'db', peer: `::ffff:${addressOf(web)}` });
  const onHost = networks.probe();
  await onHost.listen('host', 45_321);
  const gateway = web.endpoints.shop?.Gateway ?? '';
  expect((await inWeb.fetch(gateway, 45_321)).text).toBe('host');
  expect((await onHost.fetch(addressOf(db), 5432)).text).toBe('db');
});

test('the loopback of a container is its own', async () => {
  await networks.rooms.create({ Name: 'shop' });
  const web = await networks.open(request('web', 'shop'));
  const db = await networks.open(request('db', 'shop'));
  await networks.probe(db).listen('db', 6379);
  const inWeb = networks.probe(web);
  await expect(inWeb.fetch('127.0.0.1', 6379)).rejects.toThrow('ECONNREFUSED');
  await inWeb.listen('own', 6379);
  expect((await inWeb.fetch('127.0.0.1', 6379)).text).toBe('own');
  expect((await inWeb.fetch('::1', 6379)).text).toBe('own');
});

test('containers of different networks do not reach each other, those on both reach all', async () => {
  await networks.rooms.create({ Name: 'front' });
  await networks.rooms.create({ Name: 'back' });
  const front = await networks.open(request('front', 'front'));
  const back = await networks.open(request('back', 'back'));
  const both = await networks.open(request('both', { front: {}, back: {} }));
  await networks.probe(back).listen('back', 80);
  await expect(networks.probe(front).fetch(addressOf(back), 80)).rejects.toThrow('timeout');
  const inBoth = networks.probe(both);
  expect((await inBoth.fetch(addressOf(back), 80)).text).toBe('back');
  expect(execFileSync('nsenter', [`--net=${both.netnsPath}`, 'ip', '-br', 'address']).toString()).toMatch(
    /eth0.*\n.*eth1/,
  );
});

test("from a network one reaches the outside with the host's address, from an internal one not", async () => {
  const machine = addOtherMachine();
  try {
    await networks.rooms.create({ Name: 'open' });
    await networks.rooms.create({ Name: 'closed', Internal: true });
    const out = await networks.open(request('out', 'open'));
    const inside = await networks.open(request('inside', 'closed'));
    const other = networks.probe(machine);
    await other.listen('elsewhere', 80, 'tcp', '0.0.0.0');
    expect(await networks.probe(out).fetch(machine.ipv4, 80)).toEqual({
      text: 'elsewhere',
      peer: machine.hostIpv4,
    });
    await expect(networks.probe(inside).fetch(machine.ipv4, 80)).rejects.toThrow('ENETUNREACH');
    expect(inside.endpoints.closed?.Gateway).toBe('');
    await other.end();
  } finally {
    machine.remove();
  }
});

test('without inter-container communication only the host is in reach', async () => {
  await networks.rooms.create({
    Name: 'strangers',
    Options: { 'com.docker.network.bridge.enable_icc': 'false' },
  });
  const a = await networks.open(request('a', 'strangers'));
  const b = await networks.open(request('b', 'strangers'));
  await networks.probe(b).listen('b', 80);
  await expect(networks.probe(a).fetch(addressOf(b), 80)).rejects.toThrow(/timeout|EHOSTUNREACH/);
  expect((await networks.probe().fetch(addressOf(b), 80)).text).toBe('b');
});

test('IPv6 works where the network has it, and is off where not', async () => {
  await networks.rooms.create({ Name: 'six', EnableIPv6: true });
  await networks.rooms.create({ Name: 'four' });
  const a = await networks.open(request('a', 'six'));
  const b = await networks.open(request('b', 'six'));
  const c = await networks.open(request('c', 'four'));
  const address = b.endpoints.six?.GlobalIPv6Address ?? '';
  expect(address).toMatch(/^fd/);
  await networks.probe(b).listen('b', 80);
  expect((await networks.probe(a).fetch(address, 80)).text).toBe('b');
  const shown = execFileSync('nsenter', [`--net=${c.netnsPath}`, 'ip', 'address', 'show', 'eth0']).toString();
  expect(shown).not.toContain('inet6');
  expect(b.hosts).toContain(`${address}\t`);
});

test('addresses, hardware addresses, names of interfaces and parameters are as asked for', async () => {
  await networks.rooms.create({
    Name: 'fixed',
    IPAM: { Config: [{ Subnet: '10.213.7.0/24', Gateway: '10.213.7.254' }] },
    Options: { 'com.docker.network.driver.mtu': '1400' },
  });
  // Together: who asks for an address gets it, though the other came first.
  const [other, fixed] = await Promise.all([
    networks.open(request('other', 'fixed')),
    networks.open(
      request(
        'fixed',
        { fixed: { IPAMConfig: { IPv4Address: '10.213.7.1' }, MacAddress: '02:00:00:00:00:77' } },
        { sysctls: { 'net.ipv4.ip_local_port_range': '40000 41000' } },
      ),
    ),
  ]);
  expect(addressOf(fixed)).toBe('10.213.7.1');
  expect(addressOf(other)).toBe('10.213.7.2');
  const inside = (...args: string[]): string =>
    execFileSync('nsenter', [`--net=${fixed.netnsPath}`, ...args]).toString();
  expect(inside('ip', 'link', 'show', 'eth0')).toMatch(/mtu 1400[^]*02:00:00:00:00:77/);
  expect(inside('ip', 'route')).toContain('default via 10.213.7.254 dev eth0');
  expect(inside('cat', '/proc/sys/net/ipv4/ip_local_port_range')).toMatch(/40000\s+41000/);
  await expect(
    networks.open(request('third', { fixed: { IPAMConfig: { IPv4Address: '10.213.7.1' } } })),
  ).rejects.toThrow('Address already in use');
  await expect(
    networks.open(request('fourth', { fixed: { IPAMConfig: { IPv4Address: '10.9.9.9' } } })),
  ).rejects.toThrow('no configured subnet or ip-range contain the IP address 10.9.9.9');
});

test('the network of none is a loopback only', async () => {
  const alone = await networks.open(request('alone', 'none'));
  expect(execFileSync('nsenter', [`--net=${alone.netnsPath}`, 'ip', '-br', 'link']).toString()).toMatch(
    /^lo .*\n$/,
  );
  expect(alone.endpoints.none?.IPAddress).toBe('');
  await expect(networks.open(request('host', 'host'))).rejects.toThrow('host network');
});

test("the default bridge is there while it is used, and copies the host's resolv.conf", async () => {
  const { Id } = networks.rooms.inspect('bridge');
  expect(networks.traces([Id])).toEqual([]);
  const a = await networks.open(request('a', 'bridge'));
  expect(a.resolvConf).not.toContain('127.0.0.11');
  expect(networks.rooms.inspect('bridge').Containers[request('a', 'bridge').containerId]?.Name).toBe('a');
  expect(addressOf(a)).not.toBe('');
  expect(networks.traces([Id])).not.toEqual([]);
  await networks.rooms.closeSandbox(request('a', 'bridge').containerId);
  expect(networks.traces([Id])).toEqual([]);
});

test('one that fails leaves nothing and does not harm the others', async () => {
  await networks.rooms.create({ Name: 'shop' });
  const results = await Promise.allSettled([
    networks.open(request('good', 'shop')),
    networks.open(request('bad', { shop: {}, nowhere: {} })),
    networks.open(request('worse', 'shop', { portBindings: { '80/tcp': [{ HostIp: '203.0.113.9' }] } })),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(Object.values(networks.rooms.inspect('shop').Containers).map(({ Name }) => Name)).toEqual(['good']);
  const later = await networks.open(request('later', 'shop'));
  expect(addressOf(later)).toMatch(/\.3$/);
});

test('fifty containers come and go quickly, and nothing stays', async () => {
  const { Id } = await networks.rooms.create({ Name: 'shop' });
  const all = Array.from({ length: 50 }, (_, index) => request(`c${index}`, 'shop'));
  const started = performance.now();
  const opened = await Promise.all(all.map((each) => networks.open(each)));
  const openTime = performance.now() - started;
  expect(new Set(opened.map((sandbox) => addressOf(sandbox))).size).toBe(50);
  const closing = performance.now();
  await Promise.all(all.map(({ containerId }) => networks.rooms.closeSandbox(containerId)));
  const closeTime = performance.now() - closing;
  console.log(`50 sandboxes: open ${openTime.toFixed(0)} ms, close ${closeTime.toFixed(0)} ms`);
  expect(opened.some(({ netnsPath }) => existsSync(netnsPath))).toBe(false);
  await networks.rooms.remove('shop');
  expect(networks.traces([Id])).toEqual([]);
});
