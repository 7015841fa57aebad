import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  insideNetworkNamespace,
  NetlinkSocket,
  netlinkProtocol,
  warmThreadPool,
} from '../../src/engine/host/index.ts';
import { ForeignChains } from '../../src/engine/networks/firewall/foreign-chains.ts';

const namespace = `tutti-fw-${process.pid}`;
let socket: NetlinkSocket;

function nft(...args: string[]): string {
  return execFileSync('ip', ['netns', 'exec', namespace, 'nft', ...args]).toString();
}

beforeEach(async () => {
  await warmThreadPool();
  execFileSync('ip', ['netns', 'add', namespace]);
  socket = insideNetworkNamespace(
    `/run/netns/${namespace}`,
    () => new NetlinkSocket(netlinkProtocol.netfilter),
  );
});

afterEach(() => {
  socket.close();
  execFileSync('ip', ['netns', 'delete', namespace]);
});

test('a firewall that forwards nothing gets an exception for our bridges, which goes with them', () => {
  nft(
    'add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }',
  );
  nft('add rule ip filter FORWARD ip daddr 10.0.0.1 drop');
  const before = nft('list', 'ruleset');
  const foreign = new ForeignChains(socket, 'tutti-x');
  foreign.update(['br-a']);
  const chain = nft('list', 'chain', 'ip', 'filter', 'FORWARD');
  expect(chain).toMatch(/10\.0\.0\.1 drop\s+jump TUTTI-X/);
  expect(nft('list', 'chain', 'ip', 'filter', 'TUTTI-X')).toMatch(
    /iifname "br-a" accept\s+oifname "br-a" accept/,
  );
  foreign.update(['br-a', 'br-b']);
  foreign.update(['br-a', 'br-b']);
  expect(nft('list', 'ruleset').match(/jump TUTTI-X/g)).toHaveLength(1);
  expect(nft('list', 'chain', 'ip', 'filter', 'TUTTI-X').match(/accept/g)).toHaveLength(4);
  foreign.update([]);
  expect(nft('list', 'ruleset')).toBe(before);
});

test('one that comes later, or writes its chain anew, is noticed', () => {
  const foreign = new ForeignChains(socket, 'tutti-x');
  foreign.update(['br-a']);
  nft(
    'add table ip6 filter; add chain ip6 filter FORWARD { type filter hook forward priority 0; policy drop; }',
  );
  foreign.update(['br-a']);
  expect(nft('list', 'ruleset')).toContain('jump TUTTI-X');
  nft('flush', 'chain', 'ip6', 'filter', 'FORWARD');
  foreign.update(['br-a']);
  expect(nft('list', 'ruleset').match(/jump TUTTI-X/g)).toHaveLength(1);
});

test('one that forwards is left alone, and so are other engines', () => {
  nft(
    'add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy accept; }',
  );
  nft('add table ip strict; add chain ip strict f { type filter hook forward priority 1; policy drop; }');
  const other = new ForeignChains(socket, 'tutti-y');
  other.update(['br-y']);
  const before = nft('list', 'ruleset');
  const foreign = new ForeignChains(socket, 'tutti-x');
  foreign.update(['br-a']);
  foreign.update([]);
  expect(nft('list', 'ruleset')).toBe(before);
});
