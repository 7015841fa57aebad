import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { debianBinary } from '../../scripts/standins/debian-binary.ts';

const cache = join(import.meta.dirname, '../../.cache');

/** A tar archive of a small root file system: Debian's static busybox with its applets. Made once, then kept. */
export function busyboxArchive(): string {
  const archive = join(cache, 'busybox/rootfs.tar');
  if (existsSync(archive)) return archive;
  const busybox = debianBinary('busybox-static', 'bin/busybox', join(cache, 'debian'));
  const root = mkdtempSync(join(tmpdir(), 'tutti-busybox-'));
  try {
    for (const folder of ['bin', 'etc', 'proc', 'sys', 'dev', 'root', 'tmp', 'var/www']) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    chmodSync(join(root, 'tmp'), 0o1777);
    copyFileSync(busybox, join(root, 'bin/busybox'));
    const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n');
    for (const applet of applets) {
      if (applet && applet !== 'busybox') symlinkSync('busybox', join(root, 'bin', applet));
    }
    writeFileSync(
      join(root, 'etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    );
    writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
    mkdirSync(dirname(archive), { recursive: true });
    execFileSync('tar', ['-C', root, '-cf', `${archive}.draft`, '.']);
    renameSync(`${archive}.draft`, archive);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return archive;
}
