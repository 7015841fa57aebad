import { expect, test } from 'vitest';
import { formatAddress, formatSubnet, parseSubnet, type Subnet } from './address.ts';
import { chooseSubnet, lowestFree } from './address-pools.ts';

function choose(family: 4 | 6, ...taken: string[]): string | undefined {
  const subnet = chooseSubnet(family, taken.map(parseSubnet) as Subnet[], 'engine');
  return subnet && formatSubnet(subnet);
}

test('the first free network of the pools is taken', () => {
  expect(choose(4)).toBe('172.17.0.0/16');
  expect(choose(4, '172.17.5.0/24')).toBe('172.18.0.0/16');
  expect(choose(4, '172.16.0.0/12')).toBe('192.168.0.0/20');
  expect(choose(4, '172.16.0.0/12', '192.168.1.0/24')).toBe('192.168.16.0/20');
});

test('networks follow each other until the pools are used up', () => {
  const taken: Subnet[] = [];
  for (;;) {
    const subnet = chooseSubnet(4, taken, 'engine');
    if (!subnet) break;
    taken.push(subnet);
  }
  expect(taken).toHaveLength(15 + 16);
  expect(taken.map(formatSubnet)).toContain('172.31.0.0/16');
  expect(taken.at(-1) && formatSubnet(taken.at(-1) as Subnet)).toBe('192.168.240.0/20');
});

test('IPv6 networks are unique local ones, always the same for one engine', () => {
  const first = choose(6);
  expect(first).toMatch(/^fd[0-9a-f]{2}:.*::\/64$/);
  expect(choose(6)).toBe(first);
  expect(choose(6, first ?? '')).not.toBe(first);
  expect(chooseSubnet(6, [], 'another')).not.toEqual(chooseSubnet(6, [], 'engine'));
});

test('the lowest free address is taken', () => {
  const used = new Set([2n, 3n]);
  const address = lowestFree(4, 2n, 9n, (value) => !used.has(value));
  expect(address && formatAddress(address)).toBe('0.0.0.4');
  expect(lowestFree(4, 2n, 3n, (value) => !used.has(value))).toBeUndefined();
});
