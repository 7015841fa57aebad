import { describe, expect, test } from 'vitest';
import { formatAddress } from '../address.ts';
import type { SandboxRequest } from '../contract.ts';
import { parsePortKey, wantedPorts } from './bindings.ts';
import { listeningInodes } from './holder.ts';

function wanted(more: Partial<SandboxRequest>, defaultAddress?: string) {
  const request: SandboxRequest = {
    containerId: 'c',
    containerName: 'c',
    hostname: 'c',
    domainname: '',
    endpoints: {},
    portBindings: {},
    exposedPorts: [],
    publishAll: false,
    dns: [],
    dnsSearch: [],
    dnsOptions: [],
    extraHosts: [],
    sysctls: {},
    ...more,
  };
  return wantedPorts(request, defaultAddress).map(({ hostAddresses, ...rest }) => ({
    ...rest,
    on: hostAddresses.map(formatAddress),
  }));
}

test.each([
  ['80', { port: 80, protocol: 'tcp' }],
  ['53/udp', { port: 53, protocol: 'udp' }],
  ['9899/SCTP', { port: 9899, protocol: 'sctp' }],
])('the port %s is read', (key, expected) => {
  expect(parsePortKey(key)).toEqual(expected);
});

test.each(['0/tcp', '65536', 'http', '80/icmp', ''])('the port "%s" is refused', (key) => {
  expect(() => parsePortKey(key)).toThrow('invalid port specification');
});

describe('bindings', () => {
  test('have an address, a number, a range, or leave both open', () => {
    expect(
      wanted({
        portBindings: {
          '80/tcp': [
            { HostIp: '127.0.0.1', HostPort: '8080' },
            { HostIp: '[::1]', HostPort: '8000-8010' },
          ],
          '53/udp': [{ HostIp: '0.0.0.0', HostPort: '' }],
        },
      }),
    ).toEqual([
      {
        key: '80/tcp',
        protocol: 'tcp',
        containerPort: 80,
        on: ['127.0.0.1'],
        hostPorts: { first: 8080, last: 8080 },
      },
      {
        key: '80/tcp',
        protocol: 'tcp',
        containerPort: 80,
        on: ['::1'],
        hostPorts: { first: 8000, last: 8010 },
      },
      { key: '53/udp', protocol: 'udp', containerPort: 53, on: ['0.0.0.0'], hostPorts: undefined },
    ]);
  });

  test("without an address get the network's, or every one of the host", () => {
    const portBindings = { '80/tcp': [{ HostPort: '8080' }] };
    expect(wanted({ portBindings }, '192.0.2.1')[0]?.on).toEqual(['192.0.2.1']);
    expect(wanted({ portBindings })[0]?.on[0]).toBe('0.0.0.0');
    expect(wanted({ portBindings }, '0.0.0.0')[0]?.on).toEqual(wanted({ portBindings })[0]?.on);
  });

  test('are made for all exposed ports on demand', () => {
    const more = {
      exposedPorts: ['80/tcp', '81/tcp'],
      portBindings: { '80/tcp': [{ HostPort: '1' }], '82/tcp': null },
    };
    expect(wanted({ ...more, publishAll: true }).map(({ key }) => key)).toEqual(['80/tcp', '81/tcp']);
    expect(wanted(more).map(({ key }) => key)).toEqual(['80/tcp']);
  });

  test.each(['x', '70000', '8010-8000', '-1'])('to "%s" are refused', (HostPort) => {
    expect(() => wanted({ portBindings: { '80/tcp': [{ HostPort }] } })).toThrow(
      'invalid port specification',
    );
  });
});

test("sockets on a port are found in the kernel's tables", () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0
   2: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
`;
  expect(listeningInodes(table, 'tcp', 8080)).toEqual(['4711']);
  expect(listeningInodes(table, 'udp', 8080)).toEqual([]);
});
