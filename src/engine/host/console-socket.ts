import { rmSync } from 'node:fs';
import { closeDescriptor, libcFunction, pointerTo } from './libc.ts';

const socket = libcFunction('int socket(int domain, int type, int protocol)');
const bind = libcFunction('int bind(int fd, const void *address, unsigned int length)');
const listen = libcFunction('int listen(int fd, int backlog)');
const accept4 = libcFunction('int accept4(int fd, void *address, void *length, int flags)');
const recvmsg = libcFunction('long recvmsg(int fd, void *message, int flags)');

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;
const SOCK_NONBLOCK = 0o4000;
const MSG_CMSG_CLOEXEC = 0x40000000;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
/** `sizeof(struct cmsghdr)`, 64 bits. */
const CONTROL_HEADER_BYTES = 16;

/**
 * Where an OCI runtime delivers the master of the terminal that it opened in the container (runc's docs/terminals.md,
 * "`--console-socket`"). The runtime connects and sends before it ends, so that nothing has to be waited for here.
 */
export interface ConsoleSocket {
  path: string;
  /** The terminal's master; to be called after the runtime has ended well. */
  receive(): number;
  close(): void;
}

/** `path` must be shorter than 108 bytes (unix(7)). */
export function openConsoleSocket(path: string): ConsoleSocket {
  rmSync(path, { force: true });
  const fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  try {
    const address = Buffer.alloc(110);
    address.writeUInt16LE(AF_UNIX, 0);
    address.write(path, 2);
    bind(fd, address, 2 + Buffer.byteLength(path) + 1);
    listen(fd, 1);
  } catch (error) {
    closeDescriptor(fd);
    throw error;
  }
  return {
    path,
    receive: () => {
      const connection = accept4(fd, null, null, SOCK_CLOEXEC);
      try {
        return receiveDescriptor(connection);
      } finally {
        closeDescriptor(connection);
      }
    },
    close: () => {
      closeDescriptor(fd);
      rmSync(path, { force: true });
    },
  };
}

/** One descriptor from a message with SCM_RIGHTS (unix(7), cmsg(3)). */
function receiveDescriptor(connection: number): number {
  const data = Buffer.alloc(4096);
  const control = Buffer.alloc(64);
  const vector = Buffer.alloc(16);
  vector.writeBigUInt64LE(pointerTo(data), 0);
  vector.writeBigUInt64LE(BigInt(data.length), 8);
  const message = Buffer.alloc(56);
  message.writeBigUInt64LE(pointerTo(vector), 16);
  message.writeBigUInt64LE(1n, 24);
  message.writeBigUInt64LE(pointerTo(control), 32);
  message.writeBigUInt64LE(BigInt(control.length), 40);
  recvmsg(connection, message, MSG_CMSG_CLOEXEC);
  const isDescriptor = control.readInt32LE(8) === SOL_SOCKET && control.readInt32LE(12) === SCM_RIGHTS;
  if (!isDescriptor) throw new Error('the OCI runtime sent no terminal over its console socket');
  return control.readInt32LE(CONTROL_HEADER_BYTES);
}
