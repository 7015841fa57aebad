import { chmodSync, chownSync, lstatSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { run } from '../../host/index.ts';

export interface SshAgentOptions {
  uid: number;
  gid: number;
  mode: number;
  signal: AbortSignal;
}

export interface OpenAgent {
  socket: string;
  close: () => void;
}

/**
 * A socket that a step may use to reach an SSH agent: the user's own, whose files then need not be readable in the step, or one
 * that holds the given keys for as long as the step runs.
 */
export async function openSshAgent(
  paths: string[],
  folder: string,
  options: SshAgentOptions,
): Promise<OpenAgent> {
  const [first] = paths;
  const isAgent = paths.length === 1 && first !== undefined && lstatSync(first).isSocket();
  const agent = isAgent
    ? { socket: first, close: () => {} }
    : await startAgent(paths, folder, options.signal);
  const socket = join(folder, 'forward.sock');
  const connections = new Set<Socket>();
  const server = createServer((client) => forward(client, agent.socket, connections));
  await listen(server, socket);
  chownSync(socket, options.uid, options.gid);
  chmodSync(socket, options.mode);
  return {
    socket,
    close: () => {
      server.close();
      for (const connection of connections) connection.destroy();
      agent.close();
    },
  };
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
}

function forward(client: Socket, agent: string, connections: Set<Socket>): void {
  const upstream = connect(agent);
  for (const [socket, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    connections.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      connections.delete(socket);
      other.destroy();
    });
  }
  client.pipe(upstream).pipe(client);
}

async function startAgent(keys: string[], folder: string, signal: AbortSignal): Promise<OpenAgent> {
  const socket = join(folder, 'agent.sock');
  const { stdout } = await run('ssh-agent', ['-a', socket, '-s'], { signal });
  const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(stdout)?.[1]);
  const close = (): void => {
    if (pid > 0) process.kill(pid);
  };
  try {
    const env = { PATH: process.env.PATH, SSH_AUTH_SOCK: socket, SSH_ASKPASS_REQUIRE: 'never' };
    await run('ssh-add', ['-q', '--', ...keys], { env, signal });
  } catch (error) {
    close();
    throw error;
  }
  return { socket, close };
}
