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
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { debianMirror } from '../standins/debian-mirror.ts';
import { type EngineRelease, releases } from './releases.ts';
import { nameServer } from './way-out.ts';

/**
 * The folder of a root file system with this engine: Debian's packages, unpacked and not installed, so that no service of theirs
 * starts and nothing of this machine changes. Made once, then kept in `cache`. Throws when Debian's mirror does not give it.
 */
export async function engineRoot(
  release: EngineRelease,
  cache: string,
  say: (line: string) => void,
): Promise<string> {
  const { product, suite, packages, settings } = releases[release];
  const root = join(cache, release);
  const recipe = join(cache, `${release}.made`);
  const contents = [suite, ...packages].join(' ');
  if (!existsSync(root) || !existsSync(recipe) || readFileSync(recipe, 'utf8') !== contents) {
    say(`unpacking ${product} from Debian ${suite} (once)`);
    await unpackAnew(suite, packages, root);
    writeFileSync(recipe, contents);
  }
  write(root, settings());
  return root;
}

async function unpackAnew(suite: string, packages: readonly string[], root: string): Promise<void> {
  const draft = `${root}.draft`;
  for (const folder of [root, draft]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(root), { recursive: true });
  await unpack(suite, packages, draft);
  complete(draft);
  renameSync(draft, root);
}

async function unpack(suite: string, packages: readonly string[], folder: string): Promise<void> {
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
  write(root, {
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
    '/etc/group': 'root:x:0:\n',
    '/etc/resolv.conf': `nameserver ${nameServer}\n`,
  });
}

function write(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
