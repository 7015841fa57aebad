import { attribute, be32, cString, nested } from './netlink.ts';

/** Expressions of a rule (`<linux/netfilter/nf_tables.h>`): each is one step of a small program over registers. */
const REGISTER = { verdict: 0, first: 1, second: 2 };
const META_KEY = { interfaceIn: 6, interfaceOut: 7, protocol: 16 };
const INTERFACE_NAME_LENGTH = 16;
const VERDICT = { accept: 1, jump: -3 };
const NAT_TYPE = { source: 0, destination: 1 };
const AF_INET = 2;
const CMP_EQUAL = 0;
const PAYLOAD = {
  ipSource: { base: 1, offset: 12, length: 4 },
  ipDestination: { base: 1, offset: 16, length: 4 },
  portSource: { base: 2, offset: 0, length: 2 },
  portDestination: { base: 2, offset: 2, length: 2 },
};

export type PacketField = keyof typeof PAYLOAD;

function expression(name: string, ...attributes: Uint8Array[]): Buffer {
  return nested(1, attribute(1, cString(name)), nested(2, ...attributes));
}

function compare(value: Uint8Array): Buffer {
  return expression(
    'cmp',
    attribute(1, be32(REGISTER.first)),
    attribute(2, be32(CMP_EQUAL)),
    nested(3, attribute(1, value)),
  );
}

function loadMeta(key: number): Buffer {
  return expression('meta', attribute(1, be32(REGISTER.first)), attribute(2, be32(key)));
}

function loadValue(register: number, value: Uint8Array): Buffer {
  return expression('immediate', attribute(1, be32(register)), nested(2, attribute(1, value)));
}

/** `iifname`/`oifname` is this. */
export function matchInterface(direction: 'in' | 'out', name: string): Buffer[] {
  const value = Buffer.alloc(INTERFACE_NAME_LENGTH);
  value.write(name);
  return [loadMeta(direction === 'in' ? META_KEY.interfaceIn : META_KEY.interfaceOut), compare(value)];
}

/** `meta l4proto` is this number. */
export function matchProtocol(protocol: number): Buffer[] {
  return [loadMeta(META_KEY.protocol), compare(Buffer.from([protocol]))];
}

/** A field of the packet (IPv4) is this. */
export function matchField(field: PacketField, value: Uint8Array): Buffer[] {
  const { base, offset, length } = PAYLOAD[field];
  const load = expression(
    'payload',
    attribute(1, be32(REGISTER.first)),
    attribute(2, be32(base)),
    attribute(3, be32(offset)),
    attribute(4, be32(length)),
  );
  return [load, compare(value)];
}

/** Translates the source or destination of an IPv4 connection. */
export function translate(which: keyof typeof NAT_TYPE, address: Uint8Array, port: Uint8Array): Buffer[] {
  return [
    loadValue(REGISTER.first, address),
    loadValue(REGISTER.second, port),
    expression(
      'nat',
      attribute(1, be32(NAT_TYPE[which])),
      attribute(2, be32(AF_INET)),
      attribute(3, be32(REGISTER.first)),
      attribute(5, be32(REGISTER.second)),
    ),
  ];
}

function verdict(...attributes: Uint8Array[]): Buffer {
  return expression('immediate', attribute(1, be32(REGISTER.verdict)), nested(2, nested(2, ...attributes)));
}

export function accept(): Buffer {
  return verdict(attribute(1, be32(VERDICT.accept)));
}

export function jump(chain: string): Buffer {
  return verdict(attribute(1, be32(VERDICT.jump)), attribute(2, cString(chain)));
}
