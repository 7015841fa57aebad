import { expect, test } from 'vitest';
import { type Address, parseAddress } from '../address.ts';
import { type PublishedTarget, publishedRule, selfTexts } from './elements.ts';
import { rulesetText, tableName } from './ruleset.ts';

function target(host: string, container: string): PublishedTarget {
  return {
    protocol: 'udp',
    hostAddress: parseAddress(host) as Address,
    hostPort: 8080,
    containerAddress: parseAddress(container) as Address,
    containerPort: 53,
  };
}

test('a port on all addresses is found by its number, one on a single address by that, too', () => {
  expect(publishedRule(target('0.0.0.0', '10.0.0.2'))).toMatchObject({
    map: 'any4',
    text: 'udp . 8080 : 10.0.0.2 . 53',
    element: { key: Buffer.from('110000001f900000', 'hex'), data: Buffer.from('0a00000200350000', 'hex') },
  });
  expect(publishedRule(target('192.0.2.1', '10.0.0.2'))).toMatchObject({
    map: 'one4',
    text: '192.0.2.1 . udp . 8080 : 10.0.0.2 . 53',
    element: { key: Buffer.from('c0000201110000001f900000', 'hex') },
  });
  expect(publishedRule(target('::', 'fd00::2')).map).toBe('any6');
  expect(publishedRule(target('2001:db8::1', 'fd00::2')).map).toBe('one6');
});

test('the table names what there is, each container once', () => {
  const rules = [target('0.0.0.0', '10.0.0.2'), target('192.0.2.1', '10.0.0.2')].map(publishedRule);
  expect(selfTexts(rules, 4)).toEqual(['10.0.0.2 . 10.0.0.2']);
  const text = rulesetText('tutti-x', [{ bridge: 'br-a', internal: true, masquerade: false }], rules);
  expect(text).toContain('set bridges { type ifname; elements = { "br-a" } }');
  expect(text).toContain('set outgoing { type ifname; }');
  expect(text).toContain('elements = { udp . 8080 : 10.0.0.2 . 53 }');
});

test('each engine has a table of its own', () => {
  expect(tableName('/run/tutti')).toMatch(/^tutti-[0-9a-f]{8}$/);
  expect(tableName('/run/tutti')).not.toBe(tableName('/run/other'));
});
