import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export interface SshServer extends AsyncDisposable {
  /** `ssh://user@127.0.0.1:port` */
  address: string;
  /** PATH for the near side: `ssh` finds its key and the host's there. */
  path: string;
  /** What the far side's commands find in their PATH, name by name. */
  offer(commands: Record<string, string>): void;
}

/** A real sshd on loopback, for the user who runs the tests, with keys and a configuration of its own. */
export async function startSshServer(env: Record<string, string>): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sshd-'));
  const far = join(folder, 'far');
  for (const name of ['host-key', 'key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  copyFileSync(join(folder, 'key.pub'), join(folder, 'authorized_keys'));
  writeFileSync(join(folder, 'sshd_config'), serverConfig(folder, { ...env, PATH: `${far}:/usr/bin:/bin` }));
  mkdirSync('/run/sshd', { recursive: true });
  const sessions = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sessions.add(socket);
    const flags = ['-i', '-f', join(folder, 'sshd_config'), '-E', join(folder, 'log')];
    const session = spawn('/usr/sbin/sshd', flags, { stdio: [socket, socket, 'ignore'] });
    session.once('close', () => sessions.delete(socket.destroy()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `ssh://${userInfo().username}@127.0.0.1:${(server.address() as AddressInfo).port}`,
    path: `${makeClient(folder)}:${process.env.PATH}`,
    offer: (commands) => {
      rmSync(far, { recursive: true, force: true });
      mkdirSync(far);
      for (const [name, command] of Object.entries(commands))
        writeFileSync(join(far, name), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sessions) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serverConfig(folder: string, env: Record<string, string>): string {
  const variables = Object.entries(env).map(([name, value]) => `"${name}=${value}"`);
  return `HostKey ${folder}/host-key
AuthorizedKeysFile ${folder}/authorized_keys
PidFile none
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
StrictModes no
SetEnv ${variables.join(' ')}
`;
}

/** `ssh` with this folder's keys: it takes a configuration other than the user's as a flag only. */
function makeClient(folder: string): string {
  const [type = '', key = ''] = readFileSync(join(folder, 'host-key.pub'), 'utf8').split(' ');
  writeFileSync(join(folder, 'known_hosts'), `* ${type} ${key}\n`);
  const config = [
    `IdentityFile ${folder}/key`,
    'IdentitiesOnly yes',
    `UserKnownHostsFile ${folder}/known_hosts`,
  ];
  writeFileSync(join(folder, 'ssh_config'), `${config.join('\n')}\nStrictHostKeyChecking yes\n`);
  const bin = join(folder, 'near');
  mkdirSync(bin);
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${folder}/ssh_config "$@"\n`);
  chmodSync(join(bin, 'ssh'), 0o755);
  return bin;
}
