import { expect, test } from 'vitest';
import type { Descriptor } from './media-types.ts';
import { choosePlatform, formatPlatform, hostPlatform, parsePlatform } from './platform.ts';

test.each([
  ['linux/amd64', 'linux/amd64'],
  ['linux/x86_64', 'linux/amd64'],
  ['arm64', 'linux/arm64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/aarch64', 'linux/arm64'],
  ['linux/arm', 'linux/arm/v7'],
  ['linux/armel', 'linux/arm/v6'],
  ['windows/amd64', 'windows/amd64'],
])('%s is %s', (text, expected) => {
  expect(formatPlatform(parsePlatform(text))).toBe(expected);
});

test.each(['', 'a/b/c/d', 'linux/', 'linux/am d64'])('%j is no platform', (text) => {
  expect(() => parsePlatform(text)).toThrow('unknown operating system or architecture');
});

test("Node's architectures become Go's", () => {
  expect(['x64', 'arm64', 'arm', 'riscv64'].map((name) => formatPlatform(hostPlatform(name)))).toEqual([
    'linux/amd64',
    'linux/arm64',
    'linux/arm/v7',
    'linux/riscv64',
  ]);
});

function index(...platforms: string[]): Descriptor[] {
  return platforms.map((text) => {
    const [os = '', architecture = '', variant] = text.split('/');
    const platform = { os, architecture, ...(variant ? { variant } : {}) };
    return { mediaType: '', digest: text, size: 1, platform };
  });
}

test.each([
  ['linux/amd64', ['unknown/unknown', 'linux/arm64', 'linux/amd64'], 'linux/amd64'],
  ['linux/arm64', ['linux/arm/v7', 'linux/arm64/v8'], 'linux/arm64/v8'],
  ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v6'], 'linux/arm/v6'],
  ['linux/arm/v6', ['linux/arm/v7', 'linux/arm/v6'], 'linux/arm/v6'],
  ['linux/amd64/v3', ['linux/amd64', 'linux/amd64/v2'], 'linux/amd64/v2'],
  ['linux/s390x', ['linux/amd64'], undefined],
])('for %s of %j: %s', (wanted, offered, expected) => {
  expect(choosePlatform(index(...offered), parsePlatform(wanted))?.digest).toBe(expected);
});

test('an index of one manifest need not say what it is for', () => {
  const only = { mediaType: '', digest: 'it', size: 1 };
  expect(choosePlatform([only], parsePlatform('linux/amd64'))?.digest).toBe('it');
});
