import { assert, bigInt, oneof, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addressBytes,
  addressFromBytes,
  contains,
  firstAddress,
  formatAddress,
  formatSubnet,
  lastAddress,
  maskSubnet,
  overlaps,
  parseAddress,
  parseSubnet,
  type Subnet,
} from './address.ts';

function subnet(text: string): Subnet {
  const parsed = parseSubnet(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

describe('addresses', () => {
  test.each([
    ['172.17.0.1', '172.17.0.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['fe80::1:0', 'fe80::1:0'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['::ffff:10.0.0.1', '::ffff:a00:1'],
  ])('%s is written %s', (text, expected) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address)).toBe(expected);
  });

  test.each(['', '300.1.2.3', '1.2.3', 'fe80::1%eth0', '1::2::3', 'web'])('%s is none', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test('any address survives text and bytes', () => {
    const addresses = oneof(
      bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value) => ({ family: 4 as const, value })),
      bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((value) => ({ family: 6 as const, value })),
    );
    assert(
      property(addresses, (address) => {
        expect(parseAddress(formatAddress(address))).toEqual(address);
        expect(addressFromBytes(addressBytes(address))).toEqual(address);
      }),
    );
  });
});

describe('subnets', () => {
  test.each(['10.0.0.0/33', '10.0.0.0', '10.0.0.0/8/9', '300.0.0.0/8', '10.0.0.0/x'])(
    '%s is none',
    (text) => {
      expect(parseSubnet(text)).toBeUndefined();
    },
  );

  test('has a first and a last address', () => {
    expect(formatAddress(firstAddress(subnet('10.1.2.3/22')))).toBe('10.1.0.0');
    expect(formatAddress(lastAddress(subnet('10.1.2.3/22')))).toBe('10.1.3.255');
    expect(formatSubnet(maskSubnet(subnet('fd00::5/64')))).toBe('fd00::/64');
  });

  test('knows what it contains and what it overlaps with', () => {
    const inside = parseAddress('10.0.0.255');
    expect(inside && contains(subnet('10.0.0.0/24'), inside)).toBe(true);
    expect(overlaps(subnet('10.0.0.0/8'), subnet('10.9.0.0/16'))).toBe(true);
    expect(overlaps(subnet('10.9.0.0/16'), subnet('10.0.0.0/8'))).toBe(true);
    expect(overlaps(subnet('10.0.0.0/24'), subnet('10.0.1.0/24'))).toBe(false);
    expect(overlaps(subnet('0.0.0.0/0'), subnet('::/0'))).toBe(false);
  });
});
