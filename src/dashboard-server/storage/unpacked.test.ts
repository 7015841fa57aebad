import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unpacked } from './unpacked.ts';

const packed = gzipSync('a tar');

async function* cutOff(first: Buffer): AsyncGenerator<Buffer> {
  yield first;
  throw new Error('the engine is gone');
}

test.each([
  { name: 'packed', content: [packed.subarray(0, 7), packed.subarray(7)] },
  { name: 'plain', content: [Buffer.from('a '), Buffer.from('tar')] },
  { name: 'empty', content: [], text: '' },
])('a layer is read as its tar: $name', async ({ content, text = 'a tar' }) => {
  async function* chunks(): AsyncGenerator<Buffer> {
    yield* content;
  }
  expect((await buffer(await unpacked(chunks()))).toString()).toBe(text);
});

test.each([
  { name: 'packed', first: packed.subarray(0, 12) },
  { name: 'plain', first: Buffer.from('a ') },
])('its reader is told when the engine goes: $name', async ({ first }) => {
  const layer = await unpacked(cutOff(first));
  await expect(buffer(layer)).rejects.toThrow('the engine is gone');
});
