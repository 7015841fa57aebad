import type { VersionResponse } from '../../engine-api/index.ts';
import { connectEngine, type KnownEngine } from '../../engine-client/index.ts';

/** Milliseconds; an engine behind a network may never answer. */
const patience = 3_000;

/** `Docker 28.5.2`; undefined when it does not answer. Starts no engine. */
export async function productOf(engine: KnownEngine, signal: AbortSignal): Promise<string | undefined> {
  try {
    const client = await connectEngine({
      ...engine.choice,
      noStart: true,
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
    try {
      return productName(await client.version());
    } finally {
      client.close();
    }
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

export function productName(version: VersionResponse): string {
  if (version.Tutti !== undefined) return `tutti ${version.Version}`;
  const [first] = version.Components ?? [];
  if (/podman/i.test(first?.Name ?? '')) return `Podman ${version.Version}`;
  return `Docker ${version.Version}`;
}
