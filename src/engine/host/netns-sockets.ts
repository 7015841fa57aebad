import { closeDescriptor, libcFunction } from './libc.ts';

const socketCall = libcFunction('int socket(int domain, int type, int protocol)');
const bindCall = libcFunction('int bind(int fd, const void *address, uint32_t length)');
const listenCall = libcFunction('int listen(int fd, int backlog)');
const connectCall = libcFunction('int connect(int fd, const void *address, uint32_t length)');
const setOptionCall = libcFunction(
  'int setsockopt(int fd, int level, int name, const void *value, uint32_t length)',
);
const getNameCall = libcFunction('int getsockname(int fd, void *address, void *length)');

const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;
const BACKLOG = 4096;

export interface SocketAddress {
  protocol: 'tcp' | 'udp';
  /** 4 or 16 bytes. */
  address: Uint8Array;
  /** 0: the kernel chooses. */
  port: number;
}

export interface BoundSocket {
  /** Belongs to the caller. */
  fd: number;
  port: number;
}

/**
 * A socket of the thread's current namespace that is bound, and listens when it is TCP. It is made by system call since Node binds
 * later than it is asked to. IPv6 sockets take IPv6 only. Throws `EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES`.
 */
export function bindSocket(options: SocketAddress): BoundSocket {
  const fd = openSocket(options);
  try {
    if (options.protocol === 'tcp') setOption(fd, SOL_SOCKET, SO_REUSEADDR);
    if (options.address.length === 16) setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY);
    const name = encodeAddress(options.address, options.port);
    bindCall(fd, name, name.length);
    if (options.protocol === 'tcp') listenCall(fd, BACKLOG);
    return { fd, port: options.port || localPort(fd) };
  } catch (error) {
    closeDescriptor(fd);
    throw error;
  }
}

/** A socket of the thread's current namespace with its peer set; a TCP connection is only begun. */
export function connectSocket(options: SocketAddress): number {
  const fd = openSocket(options);
  try {
    const name = encodeAddress(options.address, options.port);
    connectCall(fd, name, name.length);
  } catch (error) {
    if ((error as { code?: string }).code === 'EINPROGRESS') return fd;
    closeDescriptor(fd);
    throw error;
  }
  return fd;
}

function openSocket(options: SocketAddress): number {
  const family = options.address.length === 4 ? AF_INET : AF_INET6;
  const type = options.protocol === 'tcp' ? SOCK_STREAM : SOCK_DGRAM;
  return socketCall(family, type | SOCK_NONBLOCK_CLOEXEC, 0);
}

function setOption(fd: number, level: number, name: number): void {
  const one = Buffer.alloc(4);
  one.writeInt32LE(1);
  setOptionCall(fd, level, name, one, one.length);
}

function encodeAddress(address: Uint8Array, port: number): Buffer {
  const isIpv4 = address.length === 4;
  const bytes = Buffer.alloc(isIpv4 ? 16 : 28);
  bytes.writeUInt16LE(isIpv4 ? AF_INET : AF_INET6, 0);
  bytes.writeUInt16BE(port, 2);
  bytes.set(address, isIpv4 ? 4 : 8);
  return bytes;
}

function localPort(fd: number): number {
  const name = Buffer.alloc(28);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(name.length);
  getNameCall(fd, name, length);
  return name.readUInt16BE(2);
}
