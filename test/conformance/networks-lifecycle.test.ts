import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tableName } from '../../src/engine/networks/firewall/ruleset.ts';
import { addressOf, request, TestNetworks } from '../support/test-networks.ts';

let networks: TestNetworks;

beforeEach(async () => {
  networks = await TestNetworks.open();
});

afterEach(async () => {
  await networks.dispose();
});

describe('networks', () => {
  test('are created, found, listed, pruned and removed', async () => {
    const { Id } = await networks.rooms.create({ Name: 'shop', Labels: { 'com.example.of': 'test' } });
    expect(networks.rooms.inspect('shop').Id).toBe(Id);
    expect(networks.rooms.find(Id.slice(0, 10))?.Name).toBe('shop');
    expect(networks.rooms.find('nothing')).toBeUndefined();
    const names = (filters = {}): string[] => networks.rooms.list(filters).map(({ Name }) => Name);
    expect(names().sort()).toEqual(['bridge', 'host', 'none', 'shop']);
    expect(names({ label: ['com.example.of=test'] })).toEqual(['shop']);
    expect(names({ type: ['custom'] })).toEqual(['shop']);
    expect(names({ name: ['sho'], driver: ['bridge'] })).toEqual(['shop']);
    expect(() => names({ colour: ['red'] })).toThrow("invalid filter 'colour'");
    await networks.rooms.create({ Name: 'kept' });
    await networks.open(request('user', 'kept'));
    expect(await networks.rooms.prune({})).toEqual({ NetworksDeleted: ['shop'] });
    expect(() => networks.rooms.inspect('shop')).toThrow('network shop not found');
  });

  test('are shown as Docker shows them', async () => {
    await networks.rooms.create({ Name: 'shop', Options: { 'com.docker.network.driver.mtu': '1400' } });
    const web = await networks.open(request('web', 'shop'));
    const { IPAM, Created, Id, ...rest } = networks.rooms.inspect('shop');
    expect(Created).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(Id).toMatch(/^[0-9a-f]{64}$/);
    expect(IPAM).toMatchObject({
      Driver: 'default',
      Options: {},
      Config: [{ Gateway: expect.any(String) as string }],
    });
    expect(rest).toEqual({
      Name: 'shop',
      Scope: 'local',
      Driver: 'bridge',
      EnableIPv4: true,
      EnableIPv6: false,
      Internal: false,
      Attachable: false,
      Ingress: false,
      ConfigFrom: { Network: '' },
      ConfigOnly: false,
      Options: { 'com.docker.network.driver.mtu': '1400' },
      Labels: {},
      Containers: {
        [request('web', 'shop').containerId]: {
          Name: 'web',
          EndpointID: web.endpoints.shop?.EndpointID,
          MacAddress: web.endpoints.shop?.MacAddress,
          IPv4Address: `${addressOf(web)}/16`,
          IPv6Address: '',
        },
      },
    });
  });

  test.each([
    ['a taken name', { Name: 'taken' }, 'conflict', 'network with name taken already exists'],
    ['no name', { Name: '' }, 'invalid', 'invalid name: name is empty'],
    [
      'a predefined name',
      { Name: 'host' },
      'forbidden',
      'operation is not permitted on predefined host network',
    ],
    ['an unknown driver', { Name: 'x', Driver: 'foo' }, 'not-found', 'plugin "foo" not found'],
    [
      'addresses of another network',
      { Name: 'x', IPAM: { Config: [{ Subnet: '10.213.8.128/25' }] } },
      'forbidden',
      'invalid pool request: Pool overlaps with other one on this address space',
    ],
    [
      'a bridge of another network',
      { Name: 'x', Options: { 'com.docker.network.bridge.name': 'tuttitaken0' } },
      'forbidden',
      'networks have same bridge name',
    ],
    [
      'a parent that does not exist',
      { Name: 'x', Driver: 'macvlan', Options: { parent: 'nowhere0' } },
      'invalid',
      'invalid parent interface: nowhere0 does not exist',
    ],
  ])('with %s are refused', async (_, wanted, kind, message) => {
    await networks.rooms.create({
      Name: 'taken',
      IPAM: { Config: [{ Subnet: '10.213.8.0/24' }] },
      Options: { 'com.docker.network.bridge.name': 'tuttitaken0' },
    });
    await expect(networks.rooms.create(wanted)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message) as string,
    });
    expect(networks.rooms.list({ type: ['custom'] })).toHaveLength(1);
  });

  test('in use or predefined cannot be removed', async () => {
    await networks.rooms.create({ Name: 'shop' });
    const web = await networks.open(request('web', 'shop'));
    const id = web.endpoints.shop?.EndpointID?.slice(0, 12);
    await expect(networks.rooms.remove('shop')).rejects.toMatchObject({
      kind: 'forbidden',
      message: `error while removing network: network shop has active endpoints (name:"web" id:"${id}")`,
    });
    await expect(networks.rooms.remove('bridge')).rejects.toThrow(
      'bridge is a pre-defined network and cannot be removed',
    );
    await expect(networks.rooms.remove('nothing')).rejects.toMatchObject({ kind: 'not-found' });
  });

  describe.each([
    ['macvlan', '10.213.9.0/24'],
    ['ipvlan', '10.213.10.0/24'],
  ])('of the kind %s', (driver, subnet) => {
    test.skipIf(!kernelKnows(driver))('share an interface of the host', async () => {
      execFileSync('ip', ['link', 'add', 'tuttiparent0', 'type', 'veth', 'peer', 'name', 'tuttiparent1']);
      try {
        for (const name of ['tuttiparent0', 'tuttiparent1']) execFileSync('ip', ['link', 'set', name, 'up']);
        await networks.rooms.create({
          Name: 'lan',
          Driver: driver,
          Options: { parent: 'tuttiparent0' },
          IPAM: { Config: [{ Subnet: subnet }] },
        });
        const a = await networks.open(request('a', 'lan'));
        const b = await networks.open(request('b', 'lan'));
        await networks.probe(b).listen('b', 80);
        expect((await networks.probe(a).fetch(addressOf(b), 80)).text).toBe('b');
        expect(await networks.probe(a).resolve('b')).toEqual([addressOf(b)]);
      } finally {
        execFileSync('ip', ['link', 'delete', 'tuttiparent0']);
      }
    });
  });
});

function ipLink(...args: string[]): boolean {
  return spawnSync('ip', ['link', ...args], { stdio: 'ignore' }).status === 0;
}

/** Whether this kernel has a kind of interface, which may be a module that is not there. */
function kernelKnows(kind: string): boolean {
  ipLink('add', 'tuttitry0', 'type', 'veth', 'peer', 'name', 'tuttitry1');
  try {
    return ipLink('add', 'link', 'tuttitry0', 'name', 'tuttitry2', 'type', kind);
  } finally {
    ipLink('delete', 'tuttitry0');
  }
}

describe('a running container', () => {
  test('is put on another network and taken off again', async () => {
    await networks.rooms.create({ Name: 'shop' });
    await networks.rooms.create({ Name: 'back' });
    const web = request('web', 'shop');
    const before = await networks.open(web);
    const db = await networks.open(request('db', 'back', { dns: ['127.0.0.1'] }));
    const [inWeb, inDb] = [networks.probe(before), networks.probe(db)];
    await inDb.listen('db', 80);
    const after = await networks.rooms.connect('back', web, { Aliases: ['front'] });
    expect(Object.keys(after.endpoints)).toEqual(['shop', 'back']);
    expect(after.hosts).toContain(addressOf(after, 'back'));
    expect((await inWeb.fetch(addressOf(db), 80)).text).toBe('db');
    expect(await inDb.resolve('front')).toEqual([addressOf(after, 'back')]);
    expect(await inWeb.resolve('db')).toEqual([addressOf(db)]);
    await expect(networks.rooms.connect('back', web, {})).rejects.toThrow(
      'endpoint with name web already exists in network back',
    );
    const left = await networks.rooms.disconnect('back', web.containerId, false);
    expect(Object.keys(left?.endpoints ?? {})).toEqual(['shop']);
    await expect(inDb.resolve('front')).rejects.toThrow(/ENOTFOUND|ESERVFAIL/);
    await expect(networks.rooms.disconnect('back', web.containerId, false)).rejects.toThrow(
      `container ${web.containerId} is not connected to network back`,
    );
    expect(await networks.rooms.disconnect('back', web.containerId, true)).toBeUndefined();
  });

  test('of the default bridge gets names with its first network that has them', async () => {
    await networks.rooms.create({ Name: 'shop' });
    const db = await networks.open(request('db', 'shop'));
    const plain = request('plain', 'bridge');
    const before = await networks.open(plain);
    const after = await networks.rooms.connect('shop', plain, {});
    expect(before.resolvConf).not.toContain('127.0.0.11');
    expect(after.resolvConf).toContain('nameserver 127.0.0.11');
    expect(await networks.probe(after).resolve('db')).toEqual([addressOf(db)]);
  });

  test('publishes its ports through whichever network leads out', async () => {
    await networks.rooms.create({ Name: 'closed', Internal: true });
    await networks.rooms.create({ Name: 'open' });
    const web = request('web', 'closed', { portBindings: { '80/tcp': [{ HostPort: '28765' }] } });
    const inside = await networks.open(web);
    await networks.probe(inside).listen('web', 80);
    const host = networks.probe();
    await expect(host.fetch('127.0.0.1', 28_765)).rejects.toThrow('ECONNREFUSED');
    const after = await networks.rooms.connect('open', web, {});
    expect(after.ports['80/tcp']?.[0]?.HostPort).toBe('28765');
    expect((await host.fetch('127.0.0.1', 28_765)).text).toBe('web');
    expect((await networks.rooms.disconnect('open', web.containerId, false))?.ports).toEqual({});
    await expect(host.fetch('127.0.0.1', 28_765)).rejects.toThrow('ECONNREFUSED');
  });

  test('can get another name', async () => {
    await networks.rooms.create({ Name: 'shop' });
    const web = networks.probe(await networks.open(request('web', 'shop', { dns: ['127.0.0.1'] })));
    const db = await networks.open(request('db', 'shop'));
    await networks.rooms.rename(db.id, 'store');
    expect(await web.resolve('store')).toEqual([addressOf(db)]);
    await expect(web.resolve('db')).rejects.toThrow(/ENOTFOUND|ESERVFAIL/);
    expect(Object.values(networks.rooms.inspect('shop').Containers).map(({ Name }) => Name)).toContain(
      'store',
    );
  });
});

describe('after an engine that was killed', () => {
  const web = request('web', 'shop', { portBindings: { '80/tcp': [{ HostPort: '28766' }] } });
  const lost = request('lost', 'shop');

  /** An engine in a process of its own, killed as soon as it has opened both containers. */
  async function killedEngine(): Promise<void> {
    const index = join(import.meta.dirname, '../../src/engine/networks/index.ts');
    const events = join(import.meta.dirname, '../../src/engine/events.ts');
    const script = `
      const { openNetworks } = await import(${JSON.stringify(index)});
      const { createEvents } = await import(${JSON.stringify(events)});
      const networks = await openNetworks({ paths: ${JSON.stringify(networks.paths)}, events: createEvents() });
      await networks.restore([]);
      await networks.create({ Name: 'shop' });
      await Promise.all(${JSON.stringify([web, lost])}.map((each) => networks.openSandbox(each)));
      console.log('ready');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  test('what lives is served again, what does not is removed', async () => {
    await networks.rooms.close();
    await killedEngine();
    const namespaces = join(networks.paths.run, 'netns');
    expect(readdirSync(namespaces).sort()).toEqual([web, lost].map(({ containerId }) => containerId).sort());
    const place = { netnsPath: join(namespaces, web.containerId) };
    const inWeb = networks.probe(place);
    await inWeb.listen('web', 80);
    const host = networks.probe();
    expect((await host.fetch('127.0.0.1', 28_766)).text).toBe('web');

    await networks.reopen([{ ...web, containerName: 'renamed' }]);
    expect(readdirSync(namespaces)).toEqual([web.containerId]);
    const [endpoint] = Object.values(networks.rooms.inspect('shop').Containers);
    expect(endpoint?.Name).toBe('renamed');
    expect((await host.fetch('127.0.0.1', 28_766)).text).toBe('web');
    expect((await host.fetch('::1', 28_766)).text).toBe('web');
    expect(await inWeb.resolve('renamed')).toEqual([endpoint?.IPv4Address.split('/')[0]]);
    const other = await networks.open(request('other', 'shop'));
    expect(addressOf(other)).not.toBe(endpoint?.IPv4Address.split('/')[0]);
    expect(
      (await networks.probe(other).fetch(addressOf(other, 'shop').replace(/\d+$/, '1'), 28_766)).text,
    ).toBe('web');
    await expect(
      networks.open(request('second', 'shop', { portBindings: web.portBindings })),
    ).rejects.toThrow('Bind for 0.0.0.0:28766 failed: port is already allocated (by container renamed)');
    await networks.rooms.closeSandbox(web.containerId);
    expect(existsSync(place.netnsPath)).toBe(false);
  });

  test('nothing stays when nothing lives', async () => {
    await networks.rooms.close();
    await killedEngine();
    await networks.reopen([]);
    const { Id } = networks.rooms.inspect('shop');
    await networks.rooms.remove('shop');
    expect(readdirSync(join(networks.paths.run, 'netns'))).toEqual([]);
    expect(networks.traces([Id])).toEqual([]);
  });
});

test('rules that somebody flushed come back with the next change', async () => {
  await networks.rooms.create({ Name: 'shop' });
  execFileSync('nft', ['delete', 'table', 'inet', tableName(networks.paths.run)]);
  const bindings = { '80/tcp': [{ HostPort: '28767' }] };
  const web = await networks.open(request('web', 'shop', { portBindings: bindings }));
  await networks.probe(web).listen('web', 80);
  expect((await networks.probe().fetch('127.0.0.1', 28_767)).text).toBe('web');
  await networks.rooms.create({ Name: 'other' });
  const other = networks.probe(await networks.open(request('other', 'other')));
  await expect(other.fetch(addressOf(web), 80)).rejects.toThrow('timeout');
});
