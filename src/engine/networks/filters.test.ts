import { expect, test } from 'vitest';
import type { NetworkInspect } from '../../engine-api/index.ts';
import { readDriverOptions } from './driver-options.ts';
import { matchesFilters, matchesPrune } from './filters.ts';
import { Network } from './network.ts';
import { planNetwork, predefinedNetwork } from './network-create.ts';

const context = { networks: [], ranges: { firm: [], routed: [] }, seed: 'engine' };

function network(name: string, more: Partial<NetworkInspect> = {}): Network {
  const record = planNetwork({ Name: name, Labels: { project: 'shop', tier: 'back' } }, context);
  return new Network({ ...record, wire: { ...record.wire, ...more } });
}

test.each([
  [{}, true],
  [{ name: ['sho'] }, true],
  [{ name: ['^shop_'] }, true],
  [{ name: ['other', 'shop'] }, true],
  [{ name: ['other'] }, false],
  [{ name: ['('] }, false],
  [{ label: ['project=shop'] }, true],
  [{ label: ['project', 'tier=front'] }, false],
  [{ 'label!': ['tier'] }, false],
  [{ driver: ['bridge'], scope: ['local'] }, true],
  [{ type: ['builtin'] }, false],
  [{ dangling: ['true'] }, true],
  [{ dangling: ['false'] }, false],
])('%j fits: %s', (filters: Record<string, string[]>, expected) => {
  expect(matchesFilters(network('shop_default'), filters, false)).toBe(expected);
});

test('predefined networks are builtin and never dangling', () => {
  const host = new Network(predefinedNetwork('host'));
  expect(matchesFilters(host, { type: ['builtin'] }, false)).toBe(true);
  expect(matchesFilters(host, { dangling: ['true'] }, false)).toBe(false);
});

test('old networks are pruned, young ones are not', () => {
  const old = network('old', { Created: new Date(Date.now() - 90 * 60_000).toISOString() });
  expect(matchesPrune(old, {})).toBe(true);
  expect(matchesPrune(old, { until: ['1h'] })).toBe(true);
  expect(matchesPrune(old, { until: ['1h45m'] })).toBe(false);
  expect(matchesPrune(old, { until: ['2001-01-01T00:00:00Z'] })).toBe(false);
  expect(matchesPrune(old, { until: [String(Math.floor(Date.now() / 1000))] })).toBe(true);
  expect(() => matchesPrune(old, { until: ['soon'] })).toThrow("invalid value for filter 'until'");
  expect(() => matchesPrune(old, { name: ['old'] })).toThrow("invalid filter 'name'");
});

test('driver options have the types that Docker expects', () => {
  const bridge = 'com.docker.network.bridge';
  expect(readDriverOptions({})).toMatchObject({ masquerade: true, interContainer: true, mtu: 1500 });
  expect(
    readDriverOptions({ [`${bridge}.enable_icc`]: 'false', 'com.docker.network.driver.mtu': '9000' }),
  ).toMatchObject({ interContainer: false, mtu: 9000 });
  expect(() => readDriverOptions({ [`${bridge}.enable_icc`]: 'maybe' })).toThrow('failed to parse');
  expect(() => readDriverOptions({ 'com.docker.network.driver.mtu': 'abc' })).toThrow('failed to parse');
  for (const name of ['a/b', '..', 'averylongbridgename'])
    expect(() => readDriverOptions({ [`${bridge}.name`]: name })).toThrow('invalid name for bridge');
});
