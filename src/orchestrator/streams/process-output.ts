import { messageOf } from '../../shared/index.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { outputOf } from './attach-stream.ts';
import { startExec } from './start-exec.ts';

export type Seen<T> = { value: T } | { missing: string };

/** Characters that are taken of what a process prints; it is left alone then. */
const longest = 16 * 1024 ** 2;

/** What a process printed that was run in a container; engines say there also that they cannot run it. `user` as in `docker exec`. */
export async function outputOfProcess(
  { client, signal }: Pick<ContainerQuery, 'client' | 'signal'>,
  id: string,
  command: string[],
  user?: string,
): Promise<Seen<string>> {
  if (client.readOnly) return { missing: 'a dry run starts no process in it' };
  try {
    const request = { Cmd: command, ...(user === undefined ? {} : { User: user }) };
    const { output } = await startExec({ client, signal }, id, request);
    const decoder = new TextDecoder();
    let text = '';
    for await (const { stream: from, data } of outputOf(output, false)) {
      if (from === 'stdout') text += decoder.decode(data, { stream: true });
      if (text.length > longest) return { missing: 'it prints too much' };
    }
    return { value: text };
  } catch (error) {
    signal.throwIfAborted();
    return { missing: messageOf(error) };
  }
}
