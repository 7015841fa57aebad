import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { namespaceFlags, setns, unshare } from './libc.ts';
import { mount, mountFlags, unmount } from './mounts.ts';

const OWN = '/proc/thread-self/ns/net';

/**
 * Network namespaces. A thread is in one of them at a time: all functions here leave the main thread where they found it, and what
 * they call must be synchronous. A thread that is born inside such a window stays there, hence `warmThreadPool`.
 */

/** Makes libuv start its threads now, in the namespace in which this process began. To be called once before all else here. */
export async function warmThreadPool(): Promise<void> {
  await access('/');
}

/** A thread that cannot go back would do the rest of the engine's work inside a container: better no engine. */
function goBack(home: number): void {
  try {
    setns(home, namespaceFlags.CLONE_NEWNET);
  } catch (error) {
    process.stderr.write(`cannot return to the host's network namespace: ${String(error)}\n`);
    process.abort();
  }
}

function withHome<T>(work: () => T): T {
  const home = openSync(OWN, 'r');
  try {
    return work();
  } finally {
    goBack(home);
    closeSync(home);
  }
}

/**
 * Makes a namespace for each path and keeps it alive there, calling `inside` within each. Returns the error of each that failed; of
 * such a one nothing is left.
 */
export function createNetworkNamespaces(
  paths: string[],
  inside: (index: number) => void,
): (Error | undefined)[] {
  return withHome(() =>
    paths.map((path, index) => {
      try {
        writeFileSync(path, '', { mode: 0o400, flag: 'wx' });
        unshare(namespaceFlags.CLONE_NEWNET);
        mount(OWN, path, 'none', mountFlags.MS_BIND);
        inside(index);
        return undefined;
      } catch (error) {
        removeNetworkNamespace(path);
        return error instanceof Error ? error : new Error(String(error));
      }
    }),
  );
}

/** Calls `work` inside the namespace at `path`. */
export function insideNetworkNamespace<T>(path: string, work: () => T): T {
  const fd = openSync(path, 'r');
  try {
    return withHome(() => {
      setns(fd, namespaceFlags.CLONE_NEWNET);
      return work();
    });
  } finally {
    closeSync(fd);
  }
}

/** Calls `work` inside each of the namespaces, given as open descriptors; the error of each that failed. */
export function insideEachNetworkNamespace(
  namespaces: number[],
  work: (index: number) => void,
): (Error | undefined)[] {
  return withHome(() =>
    namespaces.map((fd, index) => {
      try {
        setns(fd, namespaceFlags.CLONE_NEWNET);
        work(index);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    }),
  );
}

/** Lets go of the namespace; it lives on as long as processes or sockets are in it. Fine when it is gone already. */
export function removeNetworkNamespace(path: string): void {
  unmount(path);
  rmSync(path, { force: true });
}

/** Sets a parameter of the current namespace, `net.ipv4.ip_forward`. An interface's name may contain dots: `net/ipv4/conf/eth0.5/…`. */
export function writeSysctl(name: string, value: string): void {
  writeFileSync(sysctlPath(name), value);
}

export function readSysctl(name: string): string {
  return readFileSync(sysctlPath(name), 'utf8').trim();
}

function sysctlPath(name: string): string {
  const path = name.includes('/') ? name : name.replaceAll('.', '/');
  if (path.split('/').includes('..')) throw new Error(`not a kernel parameter: ${name}`);
  return `/proc/sys/${path}`;
}
