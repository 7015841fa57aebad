import { expect, test } from 'vitest';
import { EngineError } from '../shared/index.ts';
import type { EngineClient } from './contract.ts';
import { diskUsage } from './disk-usage.ts';

/** Answers with what these do, one call after the other. */
function clientOf(...answers: (() => unknown)[]): EngineClient {
  return {
    json: async () => answers.shift()?.(),
    isPodman: async () => false,
  } as unknown as EngineClient;
}

function refuse(message: string): () => never {
  return () => {
    throw new EngineError('system', message);
  };
}

const signal = new AbortController().signal;

test('an engine that counts for somebody else already is asked again', async () => {
  const busy = refuse('a disk usage operation is already running');
  expect(
    await diskUsage(
      clientOf(busy, busy, () => ({ LayersSize: 7 })),
      signal,
    ),
  ).toEqual({ LayersSize: 7 });
});

test('any other refusal is told', async () => {
  const client = clientOf(refuse('no space left on device'), () => ({ LayersSize: 7 }));
  await expect(diskUsage(client, signal)).rejects.toThrow('no space left on device');
});

test('who no longer waits ends it', async () => {
  const busy = refuse('a disk usage operation is already running');
  const client = { json: async () => busy(), isPodman: async () => false } as unknown as EngineClient;
  await expect(diskUsage(client, AbortSignal.timeout(20))).rejects.toThrow('aborted');
});
