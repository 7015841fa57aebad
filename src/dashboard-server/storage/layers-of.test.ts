import { expect, test } from 'vitest';
import type { ImageHistoryEntry } from '../../engine-api/index.ts';
import { layersOf } from './layers-of.ts';

const entry = (CreatedBy: string, Size = 0): ImageHistoryEntry => ({
  Id: '',
  Created: 0,
  CreatedBy,
  Tags: null,
  Size,
  Comment: '',
});
/** Newest first, as engines have it. */
const history = [
  entry('CMD ["x"]'),
  entry('WORKDIR /data'),
  entry('RUN |1 A=1 /bin/sh -c true # buildkit'),
  entry('COPY a / # buildkit', 5),
  entry('ADD rootfs.tar / # buildkit', 100),
];

test.each([
  [2, [0, 1, undefined, undefined, undefined]],
  [3, [0, 1, 2, undefined, undefined]],
  [4, [0, 1, 2, 3, undefined]],
  [5, [undefined, undefined, undefined, undefined, undefined]],
])('%i layers', (count, indexes) => {
  const digests = Array.from({ length: count }, (_, i) => `sha256:${i}`);
  expect(layersOf(history, digests, new Map()).map(({ index }) => index)).toEqual(indexes);
});

test('which other images have the layer', () => {
  const others = new Map([['sha256:1', ['sha256:other']]]);
  const layers = layersOf(history, ['sha256:0', 'sha256:1'], others);
  expect(layers.map(({ sharedWith }) => sharedWith)).toEqual([[], ['sha256:other'], [], [], []]);
});
