import { expect, test } from 'vitest';
import type { PruneCandidate } from '../../../../src/dashboard-api/index.ts';
import { freedBy } from './removal.ts';

const image = (id: string, bytes: number): PruneCandidate => ({
  kind: 'image',
  id,
  name: id,
  bytes,
  reason: '',
});

test('a layer of several images becomes free with the last of them', () => {
  const shared = [{ images: ['a', 'b'], bytes: 100 }];
  const [a, b] = [image('a', 1), image('b', 2)];
  expect(freedBy([a], { shared })).toBe(1);
  expect(freedBy([a, b], { shared })).toBe(103);
});
