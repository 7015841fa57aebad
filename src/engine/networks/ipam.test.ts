import { describe, expect, test } from 'vitest';
import type { IpamPool } from '../../engine-api/index.ts';
import { formatAddress, formatSubnet, parseSubnet, type Subnet } from './address.ts';
import { type AddressPool, isAssignable, nextAddress, planAddresses } from './ipam.ts';

function plan(config: IpamPool[], taken: string[] = [], ipv6 = false, routed: Subnet[] = []) {
  return planAddresses(
    { Config: config },
    { ipv4: true, ipv6 },
    { firm: taken.map(parseSubnet) as Subnet[], routed },
    'engine',
  );
}

function onlyPool(config: IpamPool[]): AddressPool {
  const [pool] = plan(config).pools;
  if (!pool) throw new Error('no pool');
  return pool;
}

function takeAll(pool: AddressPool): string[] {
  const used = new Set<bigint>();
  const all: string[] = [];
  for (let next = nextAddress(pool, used); next; next = nextAddress(pool, used)) {
    used.add(next.value);
    all.push(formatAddress(next));
  }
  return all;
}

describe('a network without addresses of its own', () => {
  test('gets the first free ones of the pools', () => {
    expect(plan([], ['172.17.0.0/16']).config).toEqual([{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }]);
  });

  test('gets IPv6 ones besides when asked', () => {
    const { pools, config } = plan([], [], true);
    expect(pools.map(({ subnet }) => subnet.family)).toEqual([4, 6]);
    expect(config[1]?.Gateway).toMatch(/^fd.*::1$/);
  });

  test('is refused when the pools are used up', () => {
    expect(() => plan([], ['0.0.0.0/0'])).toThrow('all predefined address pools have been fully subnetted');
  });
});

describe('configured addresses', () => {
  test.each<[string, IpamPool, string]>([
    ['host bits', { Subnet: '10.99.0.5/24' }, 'invalid subnet 10.99.0.5/24: it should be 10.99.0.0/24'],
    ['no subnet', { Subnet: '300.1.2.3/24' }, 'invalid subnet 300.1.2.3/24: invalid CIDR block notation'],
    [
      'a gateway elsewhere',
      { Subnet: '10.9.0.0/24', Gateway: '10.8.0.1' },
      'no matching subnet for gateway 10.8.0.1',
    ],
    [
      'a range elsewhere',
      { Subnet: '10.9.0.0/24', IPRange: '10.8.0.0/25' },
      'no matching subnet for range 10.8.0.0/25',
    ],
    [
      'a gateway alone',
      { Gateway: '10.2.3.4' },
      'every ip-range or gateway must have a corresponding subnet',
    ],
  ])('with %s are refused', (_, config, message) => {
    expect(() => plan([config])).toThrow(message);
  });

  test('that overlap are refused', () => {
    expect(() => plan([{ Subnet: '10.0.0.0/8' }], ['10.9.0.0/16'])).toThrow(
      'invalid pool request: Pool overlaps with other one on this address space',
    );
  });

  test('may lie inside a route to elsewhere, but not around one', () => {
    const route = parseSubnet('10.0.0.0/8') as Subnet;
    expect(plan([{ Subnet: '10.9.0.0/16' }], [], false, [route]).pools).toHaveLength(1);
    expect(() => plan([{ Subnet: '10.0.0.0/7' }], [], false, [route])).toThrow('Pool overlaps');
  });

  test('are shown as they were written', () => {
    expect(plan([{ Subnet: '10.9.0.0/24', IPRange: '10.9.0.128/25' }]).config).toEqual([
      { Subnet: '10.9.0.0/24', IPRange: '10.9.0.128/25' },
    ]);
  });

  test('the gateway is the first of the range', () => {
    const pool = onlyPool([{ Subnet: '10.9.0.0/24', IPRange: '10.9.0.128/25' }]);
    expect(formatAddress(pool.gateway)).toBe('10.9.0.128');
    expect(formatSubnet(pool.subnet)).toBe('10.9.0.0/24');
    expect(takeAll(pool)).toHaveLength(126);
  });

  test('gateway, reserved, first and last address are not given away', () => {
    const pool = onlyPool([
      { Subnet: '10.9.0.0/29', Gateway: '10.9.0.3', AuxiliaryAddresses: { printer: '10.9.0.1' } },
    ]);
    expect(takeAll(pool)).toEqual(['10.9.0.2', '10.9.0.4', '10.9.0.5', '10.9.0.6']);
    const assignable = (value: string): boolean => {
      const address = parseSubnet(`${value}/32`);
      return address !== undefined && isAssignable(pool, address);
    };
    expect(['10.9.0.0', '10.9.0.2', '10.9.0.3', '10.9.0.7', '10.9.1.1'].map(assignable)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });
});
