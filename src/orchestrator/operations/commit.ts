import type { CommitOptions, ExportOptions } from '../contract.ts';
import { nameOf } from '../model/names.ts';
import { findContainer } from '../observe/find-container.ts';

/** `commit`: an image of a container as it is. Returns the image's id, of a dry run nothing. */
export async function commit(options: CommitOptions): Promise<string> {
  const container = await findContainer(options, options.project.name, options.service, {
    index: options.index,
  });
  const name = nameOf(container);
  const event = { kind: 'progress', resource: 'service', id: name, text: `Commit ${name}` } as const;
  options.onEvent({ ...event, state: 'working', statusText: 'Committing' });
  if (options.client.readOnly) {
    options.onEvent({ ...event, state: 'done', statusText: 'Committed' });
    return '';
  }
  const { repo, tag } = splitReference(options.reference ?? '');
  const { Id } = await options.client.json<{ Id: string }>({
    method: 'POST',
    path: '/commit',
    query: {
      container: container.Id,
      repo,
      tag,
      author: options.author,
      comment: options.message,
      pause: options.pause ?? true,
      changes: options.changes,
    },
    body: {},
    signal: options.signal,
  });
  options.onEvent({ ...event, state: 'done', statusText: `Committed as ${Id}` });
  return Id;
}

function splitReference(reference: string): { repo: string | undefined; tag: string | undefined } {
  if (reference === '') return { repo: undefined, tag: undefined };
  const colon = reference.lastIndexOf(':');
  if (colon <= reference.lastIndexOf('/')) return { repo: reference, tag: undefined };
  return { repo: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

/** `export`: a container's file system as a tar archive. */
export async function exportContainer(options: ExportOptions): Promise<void> {
  const container = await findContainer(options, options.project.name, options.service, {
    index: options.index,
    all: true,
  });
  const name = nameOf(container);
  const text = `export ${name} to ${options.output ?? ''}`;
  const event = { kind: 'progress', resource: 'service', id: name, text } as const;
  options.onEvent({ ...event, state: 'working', statusText: 'Exporting' });
  if (!options.client.readOnly) await writeFiles(options, container.Id);
  options.onEvent({ ...event, state: 'done', statusText: 'Exported' });
}

async function writeFiles({ client, signal, write }: ExportOptions, id: string): Promise<void> {
  const { body } = await client.open({ method: 'GET', path: `/containers/${id}/export`, signal });
  for await (const chunk of body) await write(chunk);
}
