import { lstatSync, realpathSync } from 'node:fs';
import { isAbsolute, join, posix, sep } from 'node:path';
import type { PathContext } from '../attributes/rule.ts';
import { asText, get, isText, type Node, put, type ScalarNode, scalar } from '../tree/node.ts';

function moved(node: ScalarNode, path: string): Node {
  if (node.value === path) return node;
  const made = scalar(path, node.at);
  if (node.trail !== undefined) made.trail = node.trail;
  return made;
}

/** `~` is the user's home. */
export function expandHome(path: string, home: string | undefined): string {
  return path.startsWith('~') && home !== undefined && home !== '' ? cleanJoin(home, path.slice(1)) : path;
}

function absolute(path: string, { workingDir, home }: PathContext): string {
  const expanded = expandHome(path, home);
  if (expanded === '' || isAbsolute(expanded)) return expanded;
  return cleanJoin(workingDir, expanded);
}

/** As Go's filepath.Join: without a slash at the end. */
export function cleanJoin(...parts: string[]): string {
  const joined = join(...parts.filter((part) => part !== ''));
  return joined.length > 1 && joined.endsWith(sep) ? joined.slice(0, -1) : joined;
}

export function resolveAbsolute(node: Node, context: PathContext): Node {
  return isText(node) ? moved(node, absolute(node.value, context)) : node;
}

export function resolveUnlessRemote(node: Node, context: PathContext): Node {
  return isText(node) && context.isRemote(node.value) ? node : resolveAbsolute(node, context);
}

const REMOTE_CONTEXTS = ['https://', 'http://', 'git://', 'ssh://', 'github.com/', 'git@'];

/** A build context: a folder, a URL, or `service:NAME`. */
export function resolveContext(node: Node, context: PathContext): Node {
  const path = asText(node) ?? '';
  const isRemote =
    path.includes('://') ||
    path.startsWith('service:') ||
    REMOTE_CONTEXTS.some((prefix) => path.startsWith(prefix));
  return isRemote ? node : resolveAbsolute(node, context);
}

/** A context beside that of the build, under a name. */
export function resolveNamedContext(node: Node, context: PathContext): Node {
  if (isText(node)) return resolveContext(node, context);
  context.load.add('wrong-type', 'additional_contexts: each must be a text', node.at, 'Put it in quotes.');
  return scalar('', node.at);
}

/** Absolute on Windows: `C:\x`, `\\server\share`, `\\.\pipe\x`, `\??\C:\x`. */
function isWindowsAbsolute(path: string): boolean {
  return /^(?:[^\\/]:[\\/]|[\\/]{2}|[\\/]\?\?[\\/][^\\/]*[\\/])/.test(path);
}

/** A path that may be meant for another system than this one. */
export function resolveUnixPath(node: Node, context: PathContext): Node {
  if (!isText(node)) return node;
  const path = expandHome(node.value, context.home);
  const isAbsolutePath = posix.isAbsolute(path) || isWindowsAbsolute(path);
  return moved(node, isAbsolutePath ? path : cleanJoin(context.workingDir, path));
}

export function resolveMountSource(node: Node, context: PathContext): Node {
  if (node.kind !== 'map' || asText(get(node, 'type')) !== 'bind') return node;
  const source = get(node, 'source');
  if (source === undefined) {
    const message = 'invalid mount config for type "bind": field Source must not be empty';
    context.load.add('missing-key', message, node.at, 'Give the path on the host as "source".');
  } else put(node, 'source', resolveUnixPath(source, context));
  return node;
}

/** `driver: local` with `o: bind` is a folder under the name of a volume. */
export function resolveDriverDevice(node: Node, context: PathContext): Node {
  if (node.kind !== 'map' || asText(get(node, 'driver')) !== 'local') return node;
  const options = get(node, 'driver_opts');
  if (options?.kind !== 'map' || asText(get(options, 'o')) !== 'bind') return node;
  const device = get(options, 'device');
  if (device !== undefined) put(options, 'device', resolveUnixPath(device, context));
  return node;
}

/** The first folder on the way that is a link is replaced by what it leads to. */
export function resolveSymbolicLink(node: Node, context: PathContext): Node {
  const resolved = resolveAbsolute(node, context);
  if (!isText(resolved)) return resolved;
  let current: string = sep;
  for (const part of resolved.value.split(sep)) {
    current = join(current, part);
    const isLink = isSymbolicLink(current);
    if (isLink === undefined) break;
    if (isLink) {
      try {
        return moved(resolved, resolved.value.replace(current, realpathSync(current)));
      } catch {
        context.load.add('path-unreadable', `cannot follow the link ${current}`, node.at);
        return resolved;
      }
    }
  }
  return resolved;
}

/** undefined: nothing is there, or nothing that can be looked at, and so nothing below it either. */
function isSymbolicLink(path: string): boolean | undefined {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return undefined;
  }
}
