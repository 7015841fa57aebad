import { expect, test } from 'vitest';
import { type Address, parseAddress } from './address.ts';
import { hostsFile } from './hosts-file.ts';

function addresses(...texts: string[]): Address[] {
  return texts.map((text) => parseAddress(text) as Address);
}

const common = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::\tip6-localnet
ff00::\tip6-mcastprefix
ff02::1\tip6-allnodes
ff02::2\tip6-allrouters
`;

test('extra hosts come before the own addresses', () => {
  const text = hostsFile({
    hostname: 'ed85b71dd5ab',
    domainname: '',
    addresses: addresses('172.18.0.2', 'fd46::2'),
    extraHosts: ['a.b:1.2.3.4', 'gw:host-gateway', 'v6=[::1]', 'v6b:::1'],
    hostGateways: addresses('172.18.0.1', 'fd46::1'),
  });
  expect(text).toBe(
    `${common}1.2.3.4\ta.b\n172.18.0.1\tgw\nfd46::1\tgw\n::1\tv6\n::1\tv6b\n172.18.0.2\ted85b71dd5ab\nfd46::2\ted85b71dd5ab\n`,
  );
});

test.each([
  ['foo.bar', '', 'foo.bar foo'],
  ['foo', 'bar.com', 'foo.bar.com foo'],
  ['foo', '', 'foo'],
])('the names of %s in %s', (hostname, domainname, expected) => {
  const options = { hostname, domainname, extraHosts: [], hostGateways: [] };
  expect(hostsFile({ ...options, addresses: addresses('10.0.0.2') })).toBe(
    `${common}10.0.0.2\t${expected}\n`,
  );
  expect(hostsFile({ ...options, addresses: [] })).toBe(common);
});
