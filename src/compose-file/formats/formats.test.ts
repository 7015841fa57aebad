import { expect, test } from 'vitest';
import { parseByteSize } from './byte-size.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { parsePortSpec } from './port-spec.ts';
import { splitCommand } from './split-command.ts';
import { parseVolumeSpec } from './volume-spec.ts';

test.each([
  ['1m30s', '1m30s'],
  ['90s', '1m30s'],
  ['1.5h', '1h30m0s'],
  ['500ms', '500ms'],
  ['2d', '48h0m0s'],
  ['1w', '168h0m0s'],
  ['0', '0s'],
  ['1500us', '1.5ms'],
  ['-1s', '-1s'],
  ['.5s', '500ms'],
])('duration %s is %s', (text, shown) => {
  expect(formatDuration(parseDuration(text) ?? -1n)).toBe(shown);
});

test.each(['', '10', '10 s', '1x', 's', '.s', '99999999999h'])('"%s" is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  ['512m', 512 * 1024 ** 2],
  ['1.5gb', 1.5 * 1024 ** 3],
  ['64KiB', 65536],
  ['100', 100],
  ['1 k', 1024],
  ['5b', 5],
])('size %s is %d bytes', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});

test.each(['', 'm', '10x', '-5', '10kbx', '1e'])('"%s" is no size', (text) => {
  expect(parseByteSize(text)).toBeTypeOf('string');
});

test('ports: ranges pair up, a range for one port is a choice', () => {
  expect(parsePortSpec('8000-8001:80-81/udp')).toEqual([
    { hostIp: '', published: '8000', target: 80, protocol: 'udp' },
    { hostIp: '', published: '8001', target: 81, protocol: 'udp' },
  ]);
  expect(parsePortSpec('[::1]:5000-5010:80')).toEqual([
    { hostIp: '::1', published: '5000-5010', target: 80, protocol: 'tcp' },
  ]);
  expect(parsePortSpec('80')).toEqual([{ hostIp: '', published: '', target: 80, protocol: 'tcp' }]);
});

test.each(['', '80:', 'x', '99999', '80/dns', 'host:80:80', '1-2:1-3', '5-1'])('"%s" is no port', (text) => {
  expect(parsePortSpec(text)).toBeTypeOf('string');
});

test.each([
  ['./a:/b', { type: 'bind', source: './a', target: '/b' }],
  ['name:/b:ro,nocopy', { type: 'volume', source: 'name', target: '/b', readOnly: true, nocopy: true }],
  ['/b', { type: 'volume', source: '', target: '/b' }],
  ['/a:${B', { type: 'bind', source: '/a', target: '' }],
  ['C:\\x:/y', { type: 'bind', source: 'C:\\x', target: '/y' }],
  ['${A:-./x}:/y', { source: '${A:-./x}', target: '/y' }],
  ['/z:/z/:rshared,Z', { target: '/z', propagation: 'rshared', selinux: 'Z' }],
])('volume %s', (text, parts) => {
  expect(parseVolumeSpec(text)).toMatchObject(parts);
});

test.each(['', 'xx::b', 'xx:yy:zz:qq', 'xx:yy:zz:${A'])('"%s" is no volume', (text) => {
  expect(parseVolumeSpec(text)).toBeTypeOf('string');
});

test.each([
  ['a "b c" \'d e\' f\\ g', ['a', 'b c', 'd e', 'f g']],
  ['echo hi | cat', ['echo', 'hi']],
  ['a ""', ['a', '']],
  ['a $(b c) `d e`', ['a', '$(b c)', '`d e`']],
  ['', []],
])('command %s', (line, words) => {
  expect(splitCommand(line)).toEqual(words);
});

test.each(["it's", 'a "b', 'a (b)', 'a \\'])('"%s" leaves something open', (line) => {
  expect(splitCommand(line)).toBeUndefined();
});
