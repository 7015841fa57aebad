import { EngineError } from '../../../shared/index.ts';
import { bindSocket, closeDescriptor, SystemCallError } from '../../host/index.ts';
import { type Address, addressBytes, formatAddress } from '../address.ts';
import type { SandboxRequest } from '../contract.ts';
import type { TransportProtocol } from '../firewall/elements.ts';
import type { WantedPort } from './bindings.ts';
import { findPortHolder } from './holder.ts';
import { type ProxyTarget, TcpProxy } from './tcp-proxy.ts';
import { UdpProxy } from './udp-proxy.ts';

/** One port of the host that leads to a container. */
export interface PublishedPort {
  key: string;
  protocol: TransportProtocol;
  containerPort: number;
  hostAddress: Address;
  hostPort: number;
}

/** A published port and what holds it in this process. */
export interface HeldPort extends PublishedPort {
  /** A socket that shows others that the port is taken; absent for SCTP, and once a proxy has it. */
  fd?: number | undefined;
  proxy?: TcpProxy | UdpProxy;
}

/** Attempts to find a number that is free on all addresses, when the engine may choose. */
const ATTEMPTS = 32;

class PortTaken extends Error {
  readonly wanted: WantedPort;
  readonly address: Address;
  readonly port: number;
  readonly reason: SystemCallError | undefined;

  constructor(wanted: WantedPort, address: Address, port: number, reason?: SystemCallError) {
    super(`port ${port} is taken`);
    this.wanted = wanted;
    this.address = address;
    this.port = port;
    this.reason = reason;
  }
}

/** The ports of this host that the engine's containers have. */
export class PublishedPorts {
  readonly #owners = new Map<string, SandboxRequest>();

  /** Takes all of the ports or none. Throws `conflict` with the name of who has one. */
  async reserve(owner: SandboxRequest, wanted: WantedPort[]): Promise<HeldPort[]> {
    const held: HeldPort[] = [];
    try {
      for (const each of wanted) held.push(...this.#take(owner, each));
      return held;
    } catch (error) {
      this.release(held);
      throw error instanceof PortTaken ? await this.#refusal(error) : error;
    }
  }

  /** Takes a port again that a dead engine held. Should somebody have it by now, connections still come by the firewall's rules. */
  retake(owner: SandboxRequest, port: PublishedPort): HeldPort {
    this.#owners.set(keyOf(port), owner);
    if (port.protocol === 'sctp') return { ...port };
    try {
      const { fd } = bindSocket(socketAddress(port, port.protocol));
      return { ...port, fd };
    } catch (error) {
      if (error instanceof SystemCallError) return { ...port };
      throw error;
    }
  }

  /** Starts the proxies, each towards the address that `targetOf` names when a connection comes. */
  serve(held: HeldPort[], targetOf: (family: 4 | 6) => Address | undefined): void {
    for (const port of held) {
      if (port.fd === undefined) continue;
      const { family } = port.hostAddress;
      const to: ProxyTarget = () => {
        const address = targetOf(family);
        return address && { host: formatAddress(address), port: port.containerPort };
      };
      port.proxy = port.protocol === 'tcp' ? new TcpProxy(port.fd, to) : new UdpProxy(port.fd, family, to);
      port.fd = undefined;
    }
  }

  release(held: HeldPort[]): void {
    for (const port of held) {
      port.proxy?.close();
      if (port.fd !== undefined) closeDescriptor(port.fd);
      port.fd = undefined;
      this.#owners.delete(keyOf(port));
    }
  }

  #take(owner: SandboxRequest, wanted: WantedPort): HeldPort[] {
    let last: unknown;
    for (const candidate of candidates(wanted)) {
      try {
        return this.#takeNumber(owner, wanted, candidate);
      } catch (error) {
        if (!(error instanceof PortTaken)) throw error;
        last = error;
      }
    }
    throw last;
  }

  /** One number on all addresses; `0` lets the kernel choose on the first of them. */
  #takeNumber(owner: SandboxRequest, wanted: WantedPort, number: number): HeldPort[] {
    const held: HeldPort[] = [];
    let hostPort = number;
    try {
      for (const hostAddress of wanted.hostAddresses) {
        const port = { ...wanted, hostAddress, hostPort };
        const taken = this.#bind(wanted, port);
        hostPort = taken.hostPort;
        this.#owners.set(keyOf(taken), owner);
        held.push(taken);
      }
      return held;
    } catch (error) {
      this.release(held);
      throw error;
    }
  }

  #bind(wanted: WantedPort, port: PublishedPort): HeldPort {
    const { key, protocol, containerPort, hostAddress, hostPort } = port;
    if (this.#owners.has(keyOf(port))) throw new PortTaken(wanted, hostAddress, hostPort);
    const plain = { key, protocol, containerPort, hostAddress };
    if (protocol === 'sctp') return { ...plain, hostPort };
    try {
      const bound = bindSocket(socketAddress(port, protocol));
      return { ...plain, hostPort: bound.port, fd: bound.fd };
    } catch (error) {
      if (error instanceof SystemCallError) throw new PortTaken(wanted, hostAddress, hostPort, error);
      throw error;
    }
  }

  async #refusal({ wanted, address, port, reason }: PortTaken): Promise<EngineError> {
    const place = `${address.family === 4 ? formatAddress(address) : `[${formatAddress(address)}]`}:${port}`;
    const owner = this.#ownerOf(wanted.protocol, address, port);
    if (owner) {
      const project = owner.composeProject ? ` of project ${owner.composeProject}` : '';
      return new EngineError(
        'conflict',
        `Bind for ${place} failed: port is already allocated (by container ${owner.containerName}${project})`,
      );
    }
    if (reason?.code !== 'EADDRINUSE')
      return new EngineError('conflict', `failed to bind host port for ${place}: ${describe(reason)}`);
    const holder = await findPortHolder(wanted.protocol, port);
    const by = holder ? ` (by ${holder.name}, process ${holder.pid})` : '';
    return new EngineError('conflict', `failed to bind host port for ${place}: address already in use${by}`);
  }

  /** Whose container has a port that excludes this one: the same address, or either of them every address. */
  #ownerOf(protocol: TransportProtocol, address: Address, port: number): SandboxRequest | undefined {
    for (const [key, owner] of this.#owners) {
      const [otherProtocol, family, value, otherPort] = key.split(' ');
      if (otherProtocol !== protocol || Number(family) !== address.family || Number(otherPort) !== port)
        continue;
      if (value === '0' || address.value === 0n || value === String(address.value)) return owner;
    }
    return undefined;
  }
}

function describe(reason: SystemCallError | undefined): string {
  if (reason?.code === 'EADDRNOTAVAIL') return 'cannot assign requested address';
  return reason?.code === 'EACCES' ? 'permission denied' : (reason?.message ?? 'address already in use');
}

function socketAddress(
  { hostAddress, hostPort }: PublishedPort,
  protocol: 'tcp' | 'udp',
): Parameters<typeof bindSocket>[0] {
  return { protocol, address: addressBytes(hostAddress), port: hostPort };
}

function* candidates({ hostPorts, protocol }: WantedPort): Generator<number> {
  if (hostPorts) for (let port = hostPorts.first; port <= hostPorts.last; port += 1) yield port;
  // Nobody chooses for SCTP: numbers from the end of the ephemeral range, where the kernel begins last.
  else if (protocol === 'sctp') for (let port = 60999; port > 32768; port -= 1) yield port;
  else for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) yield 0;
}

function keyOf({ protocol, hostAddress, hostPort }: PublishedPort): string {
  return `${protocol} ${hostAddress.family} ${hostAddress.value} ${hostPort}`;
}
