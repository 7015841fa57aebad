import { libcFunction } from './libc.ts';

const pipe2 = libcFunction('int pipe2(void *fds, int flags)');
const ioctl = libcFunction('int ioctl(int fd, unsigned long request, void *argument)');

const O_CLOEXEC = 0o2000000;
const FIONREAD = 0x541b;
const TIOCSWINSZ = 0x5414;

export interface Pipe {
  readEnd: number;
  writeEnd: number;
}

/**
 * A real pipe. Node's own `'pipe'` for children is a pair of sockets, and a program that opens `/dev/stdout` fails on those.
 * Both ends are closed in children.
 */
export function createPipe(): Pipe {
  const fds = Buffer.alloc(8);
  pipe2(fds, O_CLOEXEC);
  return { readEnd: fds.readInt32LE(0), writeEnd: fds.readInt32LE(4) };
}

/** Bytes that lie unread in a pipe or terminal. */
export function unreadBytes(fd: number): number {
  const count = Buffer.alloc(4);
  ioctl(fd, FIONREAD, count);
  return count.readInt32LE();
}

/** Sets a terminal's size in characters; its foreground process gets SIGWINCH. */
export function resizeTerminal(fd: number, rows: number, columns: number): void {
  const size = Buffer.alloc(8);
  size.writeUInt16LE(rows, 0);
  size.writeUInt16LE(columns, 2);
  ioctl(fd, TIOCSWINSZ, size);
}
