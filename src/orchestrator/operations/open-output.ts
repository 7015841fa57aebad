import type { Duplex } from 'node:stream';
import type { Project } from '../../compose-file/index.ts';
import type { ContainerSummary } from '../../engine-api/index.ts';
import { explained } from '../execute/refusal-hint.ts';
import { serviceOf } from '../model/names.ts';
import type { ContainerQuery } from '../observe/containers.ts';

/**
 * A container's output from its first byte. Podman prepares a container when it is attached to, and says here already what Docker
 * says when it starts: that a port is in use.
 */
export async function openOutput(
  query: ContainerQuery & { project: Project },
  container: ContainerSummary,
): Promise<Duplex> {
  try {
    return await query.client.hijack({
      method: 'POST',
      path: `/containers/${container.Id}/attach`,
      query: { stream: true, stdin: false, stdout: true, stderr: true },
      signal: query.signal,
    });
  } catch (error) {
    throw await explained(query, error, serviceOf(container));
  }
}
