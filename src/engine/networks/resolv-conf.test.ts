import { describe, expect, test } from 'vitest';
import {
  embeddedResolvConf,
  forwardServers,
  hostResolvConf,
  parseResolvConf,
  plainResolvConf,
  type ResolvOverrides,
} from './resolv-conf.ts';

const none: ResolvOverrides = { nameservers: [], search: [], options: [] };
const host = parseResolvConf(`# comment
nameserver 127.0.0.53
nameserver 10.0.0.53 ; the second
nameserver fe80::1%eth0
domain ignored.example
search corp.example
options edns0 ndots:2
`);

function settings(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

test("the host's file is read", () => {
  expect(host).toEqual({
    nameservers: ['127.0.0.53', '10.0.0.53', 'fe80::1%eth0'],
    search: ['corp.example'],
    options: ['edns0', 'ndots:2'],
  });
});

describe('on a network with names', () => {
  test('the embedded server is the only one, and names need no dots', () => {
    expect(settings(embeddedResolvConf(host, none))).toEqual([
      'nameserver 127.0.0.11',
      'search corp.example',
      'options edns0 ndots:0',
    ]);
    expect(embeddedResolvConf(host, none)).toContain('# ExtServers: [host(127.0.0.53) host(10.0.0.53)]');
  });

  test("the container's own settings win", () => {
    const overrides = { nameservers: ['1.2.3.4'], search: ['foo.example'], options: ['ndots:3', 'rotate'] };
    expect(settings(embeddedResolvConf(host, overrides))).toEqual([
      'nameserver 127.0.0.11',
      'search foo.example',
      'options ndots:3 rotate',
    ]);
    expect(forwardServers(host, overrides)).toEqual(['1.2.3.4']);
    expect(settings(embeddedResolvConf(host, { ...none, search: ['.'] }))).toEqual([
      'nameserver 127.0.0.11',
      'options edns0 ndots:0',
    ]);
  });
});

test('the default bridge gets the servers that it can reach', () => {
  expect(settings(plainResolvConf(host, none))[0]).toBe('nameserver 10.0.0.53');
  const local = parseResolvConf('nameserver 127.0.0.53\n');
  expect(settings(plainResolvConf(local, none))).toEqual(['nameserver 8.8.8.8', 'nameserver 8.8.4.4']);
  expect(settings(plainResolvConf(local, { ...none, nameservers: ['127.0.0.1'] }))).toEqual([
    'nameserver 127.0.0.1',
  ]);
});

test("the host's own network keeps the host's servers", () => {
  expect(settings(hostResolvConf(host, none))).toContain('nameserver 127.0.0.53');
});
