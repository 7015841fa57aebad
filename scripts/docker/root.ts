import { execFile } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { debianMirror } from '../standins/debian-mirror.ts';
import { nameServer } from './way-out.ts';

/** The Docker Engines that tests run on besides ours: what Debian packages. */
export type DockerRelease = 'docker' | 'docker-20';

const releases: Record<DockerRelease, { suite: string; packages: string[] }> = {
  docker: { suite: 'sid', packages: ['docker.io', 'docker-cli', 'docker-compose', 'docker-buildx'] },
  'docker-20': { suite: 'bookworm', packages: ['docker.io'] },
};

/** `docker top` runs ps; the engine is started by busybox, whose shell needs no libraries. */
const besides = ['busybox-static', 'iptables', 'procps'];

/**
 * The folder of a root file system with this engine: Debian's packages, unpacked and not installed, so that no service of theirs
 * starts and nothing of this machine changes. Made once, then kept in `cache`. Throws when Debian's mirror does not give it.
 */
export async function dockerRoot(
  release: DockerRelease,
  cache: string,
  say: (line: string) => void,
): Promise<string> {
  const { suite, packages } = releases[release];
  const root = join(cache, release);
  const recipe = join(cache, `${release}.made`);
  const contents = [suite, ...packages, ...besides].join(' ');
  if (existsSync(root) && existsSync(recipe) && readFileSync(recipe, 'utf8') === contents) return root;
  say(`unpacking ${packages.join(', ')} from Debian ${suite} (once)`);
  const draft = `${root}.draft`;
  for (const folder of [root, draft]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  await unpack(suite, [...packages, ...besides], draft);
  complete(draft);
  renameSync(draft, root);
  writeFileSync(recipe, contents);
  return root;
}

async function unpack(suite: string, packages: string[], folder: string): Promise<void> {
  const lean = ['doc', 'man', 'locale', 'info'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const options = [
    '--quiet',
    '--variant=extract',
    // A mirror that is weeks old will do, as long as its signature is right.
    '--aptopt=Acquire::Check-Valid-Until "false"',
    ...lean,
    `--include=${packages.join(',')}`,
  ];
  await promisify(execFile)('mmdebstrap', [...options, suite, folder, debianMirror().mirror]);
}

/** What the packages' own scripts would have done when installed. */
function complete(root: string): void {
  for (const folder of ['bin', 'sbin', 'lib', 'lib64']) {
    const path = join(root, folder);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) symlinkSync(`usr/${folder}`, path);
  }
  rmSync(join(root, 'var/run'), { recursive: true, force: true });
  symlinkSync('../run', join(root, 'var/run'));
  for (const tool of ['iptables', 'ip6tables']) {
    const path = join(root, 'usr/sbin', tool);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) symlinkSync(`${tool}-nft`, path);
  }
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\n');
  writeFileSync(join(root, 'etc/resolv.conf'), `nameserver ${nameServer}\n`);
}
