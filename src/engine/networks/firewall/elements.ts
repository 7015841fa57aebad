import { be16, type SetElement } from '../../host/index.ts';
import { type Address, addressBytes, formatAddress } from '../address.ts';

export type TransportProtocol = 'tcp' | 'udp' | 'sctp';

/** One published port, as the rules see it. */
export interface PublishedTarget {
  protocol: TransportProtocol;
  /** All zeros for every address of the host. */
  hostAddress: Address;
  hostPort: number;
  /** Of the same family as `hostAddress`. */
  containerAddress: Address;
  containerPort: number;
}

/** The same in the two forms that nftables takes: text, and an element of a map. */
export interface PublishedRule {
  map: 'any4' | 'any6' | 'one4' | 'one6';
  text: string;
  element: SetElement;
  target: PublishedTarget;
}

const protocolNumbers: Record<TransportProtocol, number> = { tcp: 6, udp: 17, sctp: 132 };

export function protocolNumber(protocol: TransportProtocol): number {
  return protocolNumbers[protocol];
}

/** Components of a concatenation are padded to four bytes. */
function concatenate(...parts: Uint8Array[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => [part, Buffer.alloc(-part.length & 3)]));
}

export function interfaceKey(name: string): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.write(name);
  return bytes;
}

export function publishedRule(target: PublishedTarget): PublishedRule {
  const { hostAddress, hostPort, containerAddress, containerPort, protocol } = target;
  const number = Buffer.from([protocolNumber(protocol)]);
  const data = concatenate(addressBytes(containerAddress), be16(containerPort));
  const isWildcard = hostAddress.value === 0n;
  const to = `${formatAddress(containerAddress)} . ${containerPort}`;
  const from = `${protocol} . ${hostPort}`;
  if (isWildcard)
    return {
      map: hostAddress.family === 4 ? 'any4' : 'any6',
      text: `${from} : ${to}`,
      element: { key: concatenate(number, be16(hostPort)), data },
      target,
    };
  return {
    map: hostAddress.family === 4 ? 'one4' : 'one6',
    text: `${formatAddress(hostAddress)} . ${from} : ${to}`,
    element: { key: concatenate(addressBytes(hostAddress), number, be16(hostPort)), data },
    target,
  };
}

/** Elements of the sets by which a container is recognized that calls its own published port. */
export function selfElement({ containerAddress }: PublishedTarget): {
  set: 'self4' | 'self6';
  element: SetElement;
} {
  const address = addressBytes(containerAddress);
  return {
    set: containerAddress.family === 4 ? 'self4' : 'self6',
    element: { key: Buffer.concat([address, address]) },
  };
}

export function selfTexts(rules: PublishedRule[], family: 4 | 6): string[] {
  const addresses = rules
    .filter(({ target }) => target.containerAddress.family === family)
    .map(({ target }) => formatAddress(target.containerAddress));
  return [...new Set(addresses)].map((address) => `${address} . ${address}`);
}
