import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/engine/networks/index.ts';
import type { Probe } from '../support/network-probes.ts';
import { addOtherMachine, type OtherMachine } from '../support/other-machine.ts';
import { addressOf, request, TestNetworks } from '../support/test-networks.ts';

let networks: TestNetworks;

beforeEach(async () => {
  networks = await TestNetworks.open();
  await networks.rooms.create({ Name: 'shop' });
});

afterEach(async () => {
  await networks.dispose();
});

function published(sandbox: Sandbox, key = '80/tcp'): number {
  return Number(sandbox.ports[key]?.[0]?.HostPort);
}

/** A container that publishes what a server in it answers on port 80. */
async function openWeb(
  binding: { HostIp?: string; HostPort?: string } = {},
  network = 'shop',
  key = '80/tcp',
) {
  const sandbox = await networks.open(request('web', network, { portBindings: { [key]: [binding] } }));
  const probe = networks.probe(sandbox);
  await probe.listen('web', 80, key.endsWith('udp') ? 'udp' : 'tcp', key.endsWith('udp') ? '0.0.0.0' : '::');
  return { sandbox, probe, port: published(sandbox, key) };
}

describe('a published port', () => {
  test('is reached by each address of the host, from itself, from containers and by the container itself', async () => {
    const { sandbox, probe, port } = await openWeb();
    expect(sandbox.ports['80/tcp']).toEqual([
      { HostIp: '0.0.0.0', HostPort: String(port) },
      { HostIp: '::', HostPort: String(port) },
    ]);
    const gateway = sandbox.endpoints.shop?.Gateway ?? '';
    const host = networks.probe();
    for (const address of ['127.0.0.1', '::1', gateway])
      expect((await host.fetch(address, port)).text).toBe('web');
    const neighbour = networks.probe(await networks.open(request('neighbour', 'shop')));
    expect((await neighbour.fetch(gateway, port)).text).toBe('web');
    expect((await probe.fetch(gateway, port)).text).toBe('web');
    await networks.rooms.create({ Name: 'other' });
    const stranger = await networks.open(request('stranger', 'other'));
    const fromOther = networks.probe(stranger);
    expect((await fromOther.fetch(stranger.endpoints.other?.Gateway ?? '', port)).text).toBe('web');
    expect((await fromOther.fetch(gateway, port)).text).toBe('web');
    await expect(fromOther.fetch(addressOf(sandbox), 80)).rejects.toThrow('timeout');
  });

  test('over UDP too, also by IPv6', async () => {
    const { port } = await openWeb({}, 'shop', '80/udp');
    const host = networks.probe();
    expect((await host.fetch('127.0.0.1', port, 'udp')).text).toBe('web');
    expect((await host.fetch('::1', port, 'udp')).text).toBe('web');
  });

  test('is gone with the container, and free again', async () => {
    const { sandbox, port } = await openWeb();
    const host = networks.probe();
    await host.fetch('127.0.0.1', port);
    await networks.rooms.closeSandbox(sandbox.id);
    await expect(host.fetch('127.0.0.1', port)).rejects.toThrow('ECONNREFUSED');
    await expect(host.fetch('::1', port)).rejects.toThrow('ECONNREFUSED');
    await host.listen('host', port);
  });

  test('of an isolated network works, of an internal one is not published', async () => {
    await networks.rooms.create({ Name: 'closed', Internal: true });
    const inside = await networks.open(
      request('inside', 'closed', {
        portBindings: { '80/tcp': [{ HostPort: '' }] },
        exposedPorts: ['80/tcp'],
      }),
    );
    expect(inside.ports).toEqual({});
    const shown = await networks.open(request('shown', 'shop', { exposedPorts: ['6379/tcp'] }));
    expect(shown.ports).toEqual({ '6379/tcp': null });
  });
});

test('a client that goes on sending datagrams finds the next container, too', async () => {
  const client = createSocket('udp4');
  const ask = async (): Promise<string> => {
    client.send('?', 28_999, '127.0.0.1');
    const [message] = (await once(client, 'message')) as [Buffer];
    return (JSON.parse(message.toString()) as { text: string }).text;
  };
  try {
    const portBindings = { '80/udp': [{ HostPort: '28999' }] };
    const first = await networks.open(request('first', 'shop', { portBindings }));
    await networks.probe(first).listen('first', 80, 'udp', '0.0.0.0');
    expect(await ask()).toBe('first');
    await networks.open(request('between', 'shop'));
    await networks.rooms.closeSandbox(first.id);
    await networks.open(request('again', 'shop'));
    const second = await networks.open(request('second', 'shop', { portBindings }));
    await networks.probe(second).listen('second', 80, 'udp', '0.0.0.0');
    expect(await ask()).toBe('second');
  } finally {
    client.close();
  }
});

describe('from another machine', () => {
  let machine: OtherMachine;
  let outside: Probe;

  beforeEach(() => {
    machine = addOtherMachine();
    outside = networks.probe(machine);
  });

  afterEach(async () => {
    await outside.end();
    machine.remove();
  });

  test('a published port is reached, and the container sees who calls', async () => {
    const { sandbox, port } = await openWeb();
    expect(await outside.fetch(machine.hostIpv4, port)).toEqual({
      text: 'web',
      peer: `::ffff:${machine.ipv4}`,
    });
    expect((await outside.fetch(machine.hostIpv6, port)).text).toBe('web');
    await expect(outside.fetch(addressOf(sandbox), 80)).rejects.toThrow('timeout');
  });

  test('on a network with IPv6 the container sees who calls by IPv6, too', async () => {
    await networks.rooms.create({ Name: 'six', EnableIPv6: true });
    const { port } = await openWeb({}, 'six');
    expect(await outside.fetch(machine.hostIpv6, port)).toEqual({ text: 'web', peer: machine.ipv6 });
    expect((await networks.probe().fetch('::1', port)).text).toBe('web');
  });

  test('a port of the loopback is not reached', async () => {
    const { sandbox, port } = await openWeb({ HostIp: '127.0.0.1' });
    expect(sandbox.ports['80/tcp']).toEqual([{ HostIp: '127.0.0.1', HostPort: String(port) }]);
    expect((await networks.probe().fetch('127.0.0.1', port)).text).toBe('web');
    await expect(outside.fetch(machine.hostIpv4, port)).rejects.toThrow('ECONNREFUSED');
  });

  test('a port of one address is reached by that address only', async () => {
    const { port } = await openWeb({ HostIp: machine.hostIpv4 });
    expect((await outside.fetch(machine.hostIpv4, port)).text).toBe('web');
    await expect(networks.probe().fetch('127.0.0.1', port)).rejects.toThrow('ECONNREFUSED');
  });
});

test("a container cannot reach the host's loopback through its bridge", async () => {
  const host = networks.probe();
  await host.listen('secret', 45_322, 'tcp', '127.0.0.1');
  const sandbox = await networks.open(request('web', 'shop'));
  const inside = (...args: string[]): void =>
    void execFileSync('nsenter', [`--net=${sandbox.netnsPath}`, ...args]);
  inside('sysctl', '-qw', 'net.ipv4.conf.all.route_localnet=1');
  inside('ip', 'address', 'delete', '127.0.0.1/8', 'dev', 'lo');
  inside(
    'ip',
    'route',
    'add',
    '127.0.0.1',
    'via',
    sandbox.endpoints.shop?.Gateway ?? '',
    'src',
    addressOf(sandbox),
  );
  await expect(networks.probe(sandbox).fetch('127.0.0.1', 45_322)).rejects.toThrow();
});

describe('numbers', () => {
  test('are chosen when none is given, and from a range the first that is free', async () => {
    const any = await networks.open(
      request('any', 'shop', { exposedPorts: ['80/tcp', '81/udp'], publishAll: true }),
    );
    expect(published(any)).toBeGreaterThan(1023);
    expect(published(any, '81/udp')).toBeGreaterThan(1023);
    const range = { '80/tcp': [{ HostPort: '28700-28702' }] };
    const ports = [];
    for (const name of ['a', 'b', 'c'])
      ports.push(published(await networks.open(request(name, 'shop', { portBindings: range }))));
    expect(ports).toEqual([28_700, 28_701, 28_702]);
    await expect(networks.open(request('d', 'shop', { portBindings: range }))).rejects.toThrow(
      'Bind for 0.0.0.0:28702 failed: port is already allocated (by container c)',
    );
  });

  test('that another container has are refused with its name and project', async () => {
    const wanted = { '80/tcp': [{ HostPort: '28888' }] };
    await networks.open(request('jupyter', 'shop', { portBindings: wanted, composeProject: 'lesson' }));
    const second = networks.open(request('second', 'shop', { portBindings: wanted }));
    await expect(second).rejects.toMatchObject({
      kind: 'conflict',
      message:
        'Bind for 0.0.0.0:28888 failed: port is already allocated (by container jupyter of project lesson)',
    });
  });

  test('that a process has are refused with its name', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 28_889 }, resolve));
    try {
      const wanted = { '80/tcp': [{ HostPort: '28889' }] };
      await expect(networks.open(request('web', 'shop', { portBindings: wanted }))).rejects.toMatchObject({
        kind: 'conflict',
        message: expect.stringMatching(
          new RegExp(
            `^failed to bind host port for 0.0.0.0:28889: address already in use \\(by \\S.*, process ${process.pid}\\)$`,
          ),
        ) as string,
      });
    } finally {
      server.close();
    }
  });
});
